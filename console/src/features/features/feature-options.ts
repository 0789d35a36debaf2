import type { EChartsCoreOption } from 'echarts/core';
import type { Drift, FeatureAnswer, FeatureFigures } from '../../../../src/profile/feature-catalogue/schemas.ts';
import type { Palette } from '../../theme/palette.ts';
import { bandWords } from './band-words.ts';

type Formats = { readonly number: (value: number) => string; readonly share: (value: number) => string };
const grid = { left: 4, right: 12, top: 12, bottom: 4, containLabel: true };

/** People by value; the chosen band stands out. */
export const distributionOption = (
  { histogram: { edges, people }, spread }: FeatureFigures,
  { palette, number, chosen }: { readonly palette: Palette; readonly chosen: number | undefined } & Formats,
): EChartsCoreOption => ({
  grid,
  tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: number },
  xAxis: {
    type: 'category',
    data: people.map((_, band) => bandWords({ edges, least: spread?.least, most: spread?.most }, band, number)),
    axisLabel: { hideOverlap: true },
  },
  yAxis: { type: 'value', splitNumber: 3 },
  series: [
    {
      type: 'bar',
      barCategoryGap: '12%',
      itemStyle: { color: palette.primary },
      data: people.map((value, band) => ({
        value,
        itemStyle: { opacity: chosen === undefined || chosen === band ? 1 : 0.35 },
      })),
    },
  ],
});

/** The median over the snapshots, between the 10th and the 90th percentile. */
export const historyOption = (
  history: FeatureAnswer['history'],
  {
    palette,
    number,
    date,
    words,
  }: {
    readonly palette: Palette;
    readonly date: (iso: string) => string;
    readonly words: { readonly low: string; readonly median: string; readonly high: string };
  } & Pick<Formats, 'number'>,
): EChartsCoreOption => {
  const line = (name: string, data: readonly (number | null)[], style: object) => ({
    name,
    type: 'line',
    symbolSize: 5,
    data,
    ...style,
  });
  const faint = { lineStyle: { color: palette.lineStrong, width: 1 }, itemStyle: { color: palette.lineStrong } };
  return {
    grid,
    tooltip: { trigger: 'axis', valueFormatter: (value: number | null) => (value === null ? '–' : number(value)) },
    xAxis: { type: 'category', data: history.map(({ asOf }) => date(asOf)), axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', splitNumber: 3, scale: true },
    series: [
      line(
        words.high,
        history.map(({ high }) => high),
        faint,
      ),
      line(
        words.median,
        history.map(({ median }) => median),
        { lineStyle: { width: 2.5 } },
      ),
      line(
        words.low,
        history.map(({ low }) => low),
        faint,
      ),
    ],
  };
};

/** Two bars a band: the share of people in it before, and now. */
export const driftOption = (
  { bands }: Drift,
  {
    palette,
    share,
    words,
  }: {
    readonly palette: Palette;
    readonly words: { readonly before: string; readonly now: string; readonly missing: string };
  } & Pick<Formats, 'share'>,
): EChartsCoreOption => ({
  grid,
  tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: share },
  xAxis: {
    type: 'category',
    data: bands.map(({ band }) => (band === '' ? words.missing : band)),
    axisLabel: { hideOverlap: true },
  },
  yAxis: { type: 'value', splitNumber: 3, axisLabel: { formatter: share } },
  series: [
    {
      name: words.before,
      type: 'bar',
      barMaxWidth: 14,
      itemStyle: { color: palette.primary, opacity: 0.35 },
      data: bands.map(({ whole }) => whole),
    },
    {
      name: words.now,
      type: 'bar',
      barMaxWidth: 14,
      itemStyle: { color: palette.primary },
      data: bands.map(({ seen }) => seen),
    },
  ],
});
