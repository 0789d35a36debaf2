import type { TagAnswer } from '../../../../src/profile/tags/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { valueColours } from './value-colours.ts';

/** Sizes per value over time, stacked. */
export const HistoryPanel = ({ answer: { tag, history } }: { readonly answer: TagAnswer }) => {
  const { t, say, format } = useLanguage();
  const { palette } = useScheme();
  const values = tag.sizes.map(({ value }) => value);
  const colours = valueColours(values, palette);
  const sizeAt = (i: number, value: string): number =>
    history[i]?.sizes.find((each) => each.value === value)?.people ?? 0;
  return (
    <Panel title={t('tags.history')} note={t('tags.historyNote')}>
      {history.length === 0 ? (
        <EmptyNotice title={t('tags.noHistory')} />
      ) : (
        <Chart
          label={t('tags.history')}
          heightPx={240}
          option={{
            grid: { left: 4, right: 14, top: 34, bottom: 2, containLabel: true },
            legend: {
              top: 0,
              left: 0,
              type: 'scroll',
              itemWidth: 12,
              itemHeight: 8,
              textStyle: { color: palette.inkSoft },
            },
            tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => format.number(Number(value)) },
            xAxis: { type: 'time', axisLabel: { hideOverlap: true } },
            yAxis: {
              type: 'value',
              splitNumber: 3,
              axisLabel: { formatter: (value: number) => format.compact(value) },
            },
            series: tag.sizes.map(({ value, title }) => ({
              type: 'line',
              name: say(title),
              stack: 'people',
              showSymbol: history.length < 3,
              data: history.map(({ at }, i) => [at, sizeAt(i, value)]),
              lineStyle: { color: colours.get(value), width: 1 },
              itemStyle: { color: colours.get(value) },
              areaStyle: { color: colours.get(value), opacity: 0.35 },
            })),
          }}
          table={{
            columns: [t('tags.when'), ...tag.sizes.map(({ title }) => say(title))],
            rows: history.map(({ at }, i) => [
              format.date(at),
              ...values.map((value) => format.number(sizeAt(i, value))),
            ]),
          }}
        />
      )}
    </Panel>
  );
};
