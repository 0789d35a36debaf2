import { theme, type ThemeConfig } from 'antd';
import type { Palette } from './palette.ts';

export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** Ant Design's tokens from our palette. */
export const antTheme = (palette: Palette, scheme: 'light' | 'dark'): ThemeConfig => ({
  algorithm: scheme === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
  token: {
    fontFamily,
    fontSize: 14,
    borderRadius: 6,
    borderRadiusLG: 8,
    wireframe: false,
    colorPrimary: palette.primary,
    colorInfo: palette.primary,
    colorSuccess: palette.ok,
    colorWarning: palette.attention,
    colorError: palette.broken,
    colorLink: palette.primary,
    colorLinkHover: palette.primaryHover,
    colorTextBase: palette.ink,
    colorBgBase: palette.surface,
    colorText: palette.ink,
    colorTextSecondary: palette.inkSoft,
    colorTextTertiary: palette.inkFaint,
    colorTextPlaceholder: palette.inkFaint,
    colorBgContainer: palette.surface,
    colorBgElevated: palette.surface,
    colorBgLayout: palette.ground,
    colorBorder: palette.lineStrong,
    colorBorderSecondary: palette.line,
    colorSplit: palette.line,
    colorTextLightSolid: palette.onPrimary,
    controlOutline: palette.primarySoft,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.18s',
    boxShadow: '0 8px 28px rgb(0 0 0 / 12%)',
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
    Table: {
      headerBg: palette.surface,
      headerColor: palette.inkFaint,
      headerSplitColor: 'transparent',
      rowHoverBg: palette.sunken,
      cellPaddingBlockSM: 8,
      cellPaddingInlineSM: 12,
      borderColor: palette.line,
    },
    Tabs: { horizontalItemPadding: '10px 0', horizontalMargin: '0', titleFontSize: 14 },
    Segmented: { trackBg: palette.sunken, itemSelectedBg: palette.surface },
    Tooltip: { colorBgSpotlight: scheme === 'dark' ? palette.lineStrong : palette.ink, colorTextLightSolid: '#ffffff' },
  },
});
