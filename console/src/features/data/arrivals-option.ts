import type { EChartsCoreOption } from 'echarts/core';
import type { ArrivalsAnswer } from '../../../../src/collect/schemas.ts';
import { localeOf, type Language } from '../../i18n/format.ts';
import type { Palette } from '../../theme/palette.ts';

export type ArrivalsOptionArgs = Pick<ArrivalsAnswer, 'buckets' | 'bucketSeconds'> & {
  readonly palette: Palette;
  readonly language: Language;
  readonly when: (at: string) => string;
  readonly number: (value: number) => string;
  readonly words: { readonly events: string };
};

/** Bars of events per bucket; the last one is still filling and is drawn lighter. */
export const arrivalsOption = ({
  buckets,
  bucketSeconds,
  palette,
  language,
  when,
  number,
  words,
}: ArrivalsOptionArgs): EChartsCoreOption => {
  const short = new Intl.DateTimeFormat(
    localeOf[language],
    bucketSeconds >= 7 * 86_400
      ? { year: 'numeric', month: 'short' }
      : bucketSeconds >= 86_400
        ? { month: 'short', day: 'numeric' }
        : { hour: '2-digit', minute: '2-digit', hour12: false },
  );
  const compact = new Intl.NumberFormat(localeOf[language], { notation: 'compact' });
  return {
    grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: palette.sunken, opacity: 0.7 } },
      formatter: (points: readonly { readonly dataIndex: number }[]) => {
        const bucket = buckets[points[0]?.dataIndex ?? -1];
        return bucket === undefined ? '' : `${when(bucket.at)}<br><b>${number(bucket.events)}</b> ${words.events}`;
      },
    },
    xAxis: {
      type: 'category',
      data: buckets.map(({ at }) => short.format(new Date(at))),
      axisLabel: { hideOverlap: true },
    },
    yAxis: { type: 'value', splitNumber: 3, axisLabel: { formatter: (value: number) => compact.format(value) } },
    series: [
      {
        type: 'bar',
        barCategoryGap: '22%',
        barMaxWidth: 26,
        itemStyle: { color: palette.primary, borderRadius: [2, 2, 0, 0] },
        data: buckets.map(({ events }, index) => ({
          value: events,
          itemStyle: { opacity: index === buckets.length - 1 ? 0.45 : 0.85 },
        })),
      },
    ],
  };
};
