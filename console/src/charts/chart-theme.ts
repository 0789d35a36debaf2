import { fontFamily } from '../theme/ant-theme.ts';
import type { Palette } from '../theme/palette.ts';

/** ECharts' theme object from our palette: faint grid, no shadows, no animation to wait for. */
export const chartTheme = (palette: Palette) => {
  const axis = {
    axisLine: { lineStyle: { color: palette.lineStrong } },
    axisTick: { show: false },
    axisLabel: { color: palette.inkFaint, fontSize: 12, fontFamily },
    splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.inkFaint, fontSize: 12, fontFamily },
  };
  return {
    animation: false,
    color: [palette.primary, palette.groupRule, palette.groupRandom, palette.groupHoldout],
    textStyle: { fontFamily, color: palette.inkSoft },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: { ...axis, splitLine: { show: false } },
    tooltip: {
      backgroundColor: palette.surface,
      borderColor: palette.lineStrong,
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { color: palette.ink, fontSize: 13, fontFamily },
      extraCssText: 'box-shadow: 0 4px 16px rgb(0 0 0 / 12%); border-radius: 6px;',
    },
  };
};
