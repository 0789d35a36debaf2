import { stabilityIndex } from '#collect';
import type { ClickHouse } from '#platform';
import { type BandCounts, countBands } from './count-bands.ts';
import type { Drift, FeatureFigures } from './schemas.ts';

/** One snapshot of two that are compared: where the features stand in it, and who counts. */
export type Side = {
  readonly snapshot: string;
  readonly places: readonly number[];
  readonly among?: number;
};

/**
 * How far each feature has moved from one snapshot to another: the population stability index over the tenths of the earlier
 * values, with those without a value as a band of their own.
 *
 * @param figures of the earlier side, for the tenths
 * @returns in the order of `places`
 */
export const readDrift = async (
  clickhouse: ClickHouse,
  { from, to, figures }: { readonly from: Side; readonly to: Side; readonly figures: readonly FeatureFigures[] },
): Promise<readonly Drift[]> => {
  if (from.places.length === 0) return [];
  const edges = figures.map(tenths);
  const [whole, seen] = await Promise.all(
    [from, to].map((side) => countBands(clickhouse, { ...side, edges, upper: 'inside' })),
  );
  return edges.map((each, k) => driftOf(each, whole[k], seen[k]));
};

/** Values that part the people into tenths, each once: where half of them have none of something there are fewer. */
const tenths = ({ spread }: FeatureFigures): readonly number[] => [
  ...new Set(spread?.quantiles.flatMap(({ level, value }) => (isTenth(level) ? [value] : []))),
];
const isTenth = (level: number): boolean => Math.abs(level * 10 - Math.round(level * 10)) < 1e-9;

/** @example driftOf([0, 3], { people: [5, 3, 2], missing: 0 }, { people: [5, 3, 2], missing: 0 }).psi // 0 */
export const driftOf = (edges: readonly number[], whole: BandCounts, seen: BandCounts): Drift => {
  const bands = [
    ...bandNames(edges).map((band, i) => ({ band, whole: whole.people[i], seen: seen.people[i] })),
    ...(whole.missing + seen.missing === 0 ? [] : [{ band: '', whole: whole.missing, seen: seen.missing }]),
  ];
  const { psi, verdict, bands: shares } = stabilityIndex('', bands);
  return { psi, verdict, bands: [...shares] };
};

const bandNames = (edges: readonly number[]): readonly string[] =>
  edges.length === 0
    ? ['…']
    : [
        `≤ ${short(edges[0])}`,
        ...edges.slice(1).map((edge, i) => `${short(edges[i])} – ${short(edge)}`),
        `> ${short(edges[edges.length - 1])}`,
      ];

const short = (value: number): string => String(Number(value.toPrecision(4)));
