import type { EChartsCoreOption } from 'echarts/core';
import type { Palette } from '../../theme/palette.ts';

type Point = { readonly predicted: number; readonly observed: number };
export type CalibrationArgs = {
  readonly points: readonly Point[];
  readonly palette: Palette;
  readonly share: (value: number) => string;
  readonly words: { readonly predicted: string; readonly observed: string };
};

/** Predicted against observed share per bin, with the diagonal on which a perfect model lies. Axes are equal. */
export const calibrationOption = ({ points, palette, share, words }: CalibrationArgs): EChartsCoreOption => {
  const most = Math.max(...points.flatMap(({ predicted, observed }) => [predicted, observed]), 0.01) * 1.05;
  const axis = (name: string, gap: number) => ({
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: gap,
    min: 0,
    max: most,
    axisLabel: { formatter: share, showMaxLabel: false },
    splitNumber: 4,
  });
  return {
    grid: { left: 62, right: 12, top: 10, bottom: 46 },
    tooltip: {
      trigger: 'item',
      formatter: ({ value }: { value: readonly [number, number] }) =>
        `${words.predicted} ${share(value[0])}<br>${words.observed} ${share(value[1])}`,
    },
    xAxis: axis(words.predicted, 30),
    yAxis: axis(words.observed, 46),
    series: [
      {
        type: 'line',
        data: [
          [0, 0],
          [most, most],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: palette.lineStrong, type: 'dashed', width: 1.5 },
      },
      {
        type: 'line',
        data: points.map(({ predicted, observed }) => [predicted, observed]),
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { color: palette.primary, width: 2 },
        itemStyle: { color: palette.primary },
      },
    ],
  };
};
