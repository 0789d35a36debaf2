import { isoTime } from '#collect';
import type { ClickHouse, Postgres } from '#platform';

/** One feature of a person over the snapshots, the oldest first. */
export type FeatureHistory = {
  readonly name: string;
  readonly history: readonly { readonly asOf: string; readonly value: number | null }[];
};

/** How far back a person's page looks. */
const snapshotsBack = 24;

type Snapshot = { readonly snapshot: string; readonly names: readonly string[]; readonly catalogue: boolean };

/** The snapshots that a person's page shows, the latest first. */
export const latestSnapshots = (postgres: Postgres): Promise<readonly Snapshot[]> =>
  postgres.query<Snapshot>(
    'SELECT snapshot, names, catalogue FROM feature_snapshots ORDER BY as_of DESC, snapshot LIMIT $1',
    [snapshotsBack],
  );

/** A person's features over these snapshots: those that the latest one has, and the latest one of the catalogue. */
export const readSnapshots = async (
  clickhouse: ClickHouse,
  known: readonly Snapshot[],
  keys: readonly string[],
): Promise<{ readonly asOf: string | null; readonly features: readonly FeatureHistory[] }> => {
  if (known.length === 0) return { asOf: null, features: [] };
  const rows = await clickhouse.query<{ snapshot: string; as_of: string; numbers: (number | null)[] }>(
    // what a snapshot holds twice it holds alike
    `SELECT snapshot, as_of, arrayMap(x -> if(isNaN(x), NULL, x), \`values\`) AS numbers FROM feature_rows
     WHERE snapshot IN {snapshots:Array(String)} AND profile_id IN {keys:Array(UInt64)}
     ORDER BY as_of DESC, snapshot LIMIT 1 BY snapshot`,
    { snapshots: known.map(({ snapshot }) => snapshot), keys },
  );
  const [latest] = rows;
  if (latest === undefined) return { asOf: null, features: [] };
  const namesOf = new Map(known.map(({ snapshot, names }) => [snapshot, names]));
  const ofCatalogue = known.find(
    ({ snapshot, catalogue }) => catalogue && rows.some((row) => row.snapshot === snapshot),
  );
  const shown = new Set([...(namesOf.get(latest.snapshot) ?? []), ...(ofCatalogue?.names ?? [])]);
  const histories = new Map<string, { asOf: string; value: number | null }[]>(
    [...shown].toSorted().map((name) => [name, []]),
  );
  for (const { snapshot, as_of: asOf, numbers } of rows.toReversed()) {
    for (const [i, name] of (namesOf.get(snapshot) ?? []).entries()) {
      histories.get(name)?.push({ asOf: isoTime(asOf), value: numbers[i] ?? null });
    }
  }
  return {
    asOf: isoTime(latest.as_of),
    features: [...histories].map(([name, history]) => ({ name, history: lastOfTime(history) })),
  };
};

/** Two rounds may have looked at the same moment. */
const lastOfTime = (history: FeatureHistory['history']): FeatureHistory['history'] =>
  history.filter(({ asOf }, i) => asOf !== history[i + 1]?.asOf);
