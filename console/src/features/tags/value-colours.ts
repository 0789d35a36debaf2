import type { Palette } from '../../theme/palette.ts';

/** A colour per value, in the order of the document: so that a stage looks the same in every chart. */
export const valueColours = (values: readonly string[], palette: Palette): ReadonlyMap<string, string> => {
  const scale = [
    palette.groupRandom,
    palette.primary,
    palette.ok,
    palette.groupRule,
    palette.groupHoldout,
    palette.broken,
    palette.attention,
    palette.inkFaint,
  ];
  return new Map(values.map((value, i) => [value, scale[i % scale.length] ?? palette.primary]));
};
