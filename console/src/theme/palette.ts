/**
 * The console's colours, by role. Ant Design, the charts and our own CSS all read this one list:
 * `paintDocument` turns each role into a custom property (`inkSoft` → `--ink-soft`).
 * Text roles keep a contrast of 4.5:1 or more on `surface` and `ground` (WCAG 2.2, 1.4.3).
 */
export type Palette = {
  readonly ground: string;
  readonly surface: string;
  readonly sunken: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly inkFaint: string;
  readonly primary: string;
  readonly primaryHover: string;
  readonly primarySoft: string;
  readonly onPrimary: string;
  readonly ok: string;
  readonly okSoft: string;
  readonly attention: string;
  readonly attentionSoft: string;
  readonly broken: string;
  readonly brokenSoft: string;
  readonly groupModel: string;
  readonly groupRule: string;
  readonly groupRandom: string;
  readonly groupHoldout: string;
};

export const lightPalette: Palette = {
  ground: '#f4f6f5',
  surface: '#ffffff',
  sunken: '#eef2f0',
  line: '#e2e8e5',
  lineStrong: '#c6d0cc',
  ink: '#15201d',
  inkSoft: '#4b5a55',
  inkFaint: '#66756f',
  primary: '#0e6e66',
  primaryHover: '#0b5a54',
  primarySoft: '#e2f0ed',
  onPrimary: '#ffffff',
  ok: '#2a7a4c',
  okSoft: '#e4f2e9',
  attention: '#9a5b00',
  attentionSoft: '#fbf0dc',
  broken: '#b3362e',
  brokenSoft: '#fbe9e7',
  groupModel: '#0e6e66',
  groupRule: '#b7791f',
  groupRandom: '#5a6fae',
  groupHoldout: '#87948f',
};

export const darkPalette: Palette = {
  ground: '#0f1615',
  surface: '#161f1d',
  sunken: '#1c2725',
  line: '#27332f',
  lineStrong: '#3d4c47',
  ink: '#e7eeeb',
  inkSoft: '#a9b7b2',
  inkFaint: '#8b9a95',
  primary: '#3fae9f',
  primaryHover: '#5cc2b4',
  primarySoft: '#173531',
  onPrimary: '#06201d',
  ok: '#5fbd86',
  okSoft: '#15301f',
  attention: '#e0a44a',
  attentionSoft: '#35280f',
  broken: '#ee857c',
  brokenSoft: '#3a1b18',
  groupModel: '#3fae9f',
  groupRule: '#d9a045',
  groupRandom: '#8b9fdc',
  groupHoldout: '#7e8c87',
};

/** `inkSoft` → `--ink-soft` */
export const customProperty = (role: string): string =>
  `--${role.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Writes the palette onto the document as custom properties. */
export const paintDocument = (palette: Palette, scheme: 'light' | 'dark'): void => {
  const { style, dataset } = document.documentElement;
  for (const [role, colour] of Object.entries(palette)) style.setProperty(customProperty(role), colour);
  style.colorScheme = scheme;
  dataset['scheme'] = scheme;
};
