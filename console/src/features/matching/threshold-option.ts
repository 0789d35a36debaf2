import type { EChartsCoreOption } from 'echarts/core';
import type { MatchModelAnswer } from '../../../../src/identify/matching/schemas.ts';
import type { Palette } from '../../theme/palette.ts';

export type ThresholdArgs = {
  readonly points: MatchModelAnswer['thresholds'];
  /** The rule's own match threshold, in bits. */
  readonly matchWeight: number;
  readonly palette: Palette;
  readonly share: (value: number) => string;
  readonly words: { readonly precision: string; readonly recall: string; readonly weight: string };
};

/** Expected precision and share found over the weight from which one accepts; the dashed line is the rule's threshold. */
export const thresholdOption = ({ points, matchWeight, palette, share, words }: ThresholdArgs): EChartsCoreOption => ({
  grid: { left: 52, right: 16, top: 34, bottom: 46 },
  legend: { top: 0, left: 0, itemWidth: 14, textStyle: { color: palette.inkSoft } },
  tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => share(Number(value)) },
  xAxis: { type: 'value', name: words.weight, nameLocation: 'middle', nameGap: 30, min: 'dataMin', max: 'dataMax' },
  yAxis: { type: 'value', min: 0, max: 1, axisLabel: { formatter: share } },
  series: [
    {
      name: words.precision,
      type: 'line',
      showSymbol: false,
      data: points.map(({ weight, precision }) => [weight, precision]),
      lineStyle: { color: palette.primary, width: 2 },
      itemStyle: { color: palette.primary },
      markLine: {
        symbol: 'none',
        silent: true,
        label: { show: false },
        lineStyle: { color: palette.lineStrong, type: 'dashed' },
        data: [{ xAxis: matchWeight }],
      },
    },
    {
      name: words.recall,
      type: 'line',
      showSymbol: false,
      data: points.map(({ weight, recall }) => [weight, recall]),
      lineStyle: { color: palette.groupRule, width: 2 },
      itemStyle: { color: palette.groupRule },
    },
  ],
});
