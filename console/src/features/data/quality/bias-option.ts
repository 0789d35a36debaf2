import type { EChartsCoreOption } from 'echarts/core';
import type { Bias } from '../../../../../src/collect/quality/schemas.ts';
import type { Palette } from '../../../theme/palette.ts';

/** Two bars a group: its share among all, and among those seen. */
export const biasOption = (
  { bands }: Bias,
  {
    palette,
    words,
    share,
  }: {
    readonly palette: Palette;
    readonly words: { readonly all: string; readonly seen: string };
    readonly share: (value: number) => string;
  },
): EChartsCoreOption => ({
  grid: { left: 4, right: 8, top: 8, bottom: 4, containLabel: true },
  tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: share },
  xAxis: {
    type: 'value',
    axisLabel: { formatter: (value: number) => share(value), hideOverlap: true },
    splitNumber: 3,
  },
  yAxis: {
    type: 'category',
    inverse: true,
    data: bands.map(({ band }) => band),
    axisLabel: { width: 90, overflow: 'truncate' },
  },
  series: [
    {
      name: words.all,
      type: 'bar',
      barMaxWidth: 9,
      itemStyle: { color: palette.primary, opacity: 0.35 },
      data: bands.map(({ whole }) => whole),
    },
    {
      name: words.seen,
      type: 'bar',
      barMaxWidth: 9,
      itemStyle: { color: palette.primary },
      data: bands.map(({ seen }) => seen),
    },
  ],
});
