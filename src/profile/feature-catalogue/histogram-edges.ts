/** What a histogram's bands are made from. */
export type Range = {
  readonly least: number;
  readonly most: number;
  /** 1st and 99th percentile: what lies outside goes into the outer bands and does not flatten the picture. */
  readonly low: number;
  readonly high: number;
  /** All values are whole numbers: counts, days. */
  readonly whole: boolean;
};

const mostBands = 24;

/**
 * Where the bands of a histogram begin: round numbers, equally far apart, none narrower than the values can be told apart.
 * n edges make n + 1 bands.
 *
 * @example histogramEdges({ least: 0, most: 90, low: 0, high: 4, whole: true }) // [1, 2, 3, 4, 5]
 */
export const histogramEdges = ({ least, most, low, high, whole }: Range): readonly number[] => {
  if (least === most) return [];
  // where nearly all are one value, the others are what there is to see
  const [from, to] = low === high ? [least, most] : [low, high];
  const step = roundStep(Math.max(whole ? 1 : 0, (to - from) / (mostBands - 2)));
  const first = Math.floor(from / step) + 1;
  const last = Math.max(first, Math.min(Math.floor(to / step) + 1, first + mostBands - 2));
  // by multiples, so that 0.1 + 0.2 stays 0.3
  const edges = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return edges.filter((edge) => edge <= most);
};

/** The next of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … */
const roundStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return digit * power;
};
