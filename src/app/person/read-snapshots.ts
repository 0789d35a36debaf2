import { isoTime } from '#collect';
import type { ClickHouse, Postgres } from '#platform';

/** One feature of a person over the snapshots, the oldest first. */
export type FeatureHistory = {
  readonly name: string;
  readonly history: readonly { readonly asOf: string; readonly value: number | null }[];
};

/** How far back a person's page looks. */
const snapshotsBack = 24;

/** A person's features in the latest snapshots that know them; those of the latest one, in its order. */
export const readSnapshots = async (
  { clickhouse, postgres }: { readonly clickhouse: ClickHouse; readonly postgres: Postgres },
  keys: readonly string[],
): Promise<{ readonly asOf: string | null; readonly features: readonly FeatureHistory[] }> => {
  const known = await postgres.query<{ snapshot: string; names: string[] }>(
    'SELECT snapshot, names FROM feature_snapshots ORDER BY as_of DESC, snapshot LIMIT $1',
    [snapshotsBack],
  );
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
  const histories = new Map<string, { asOf: string; value: number | null }[]>(
    (namesOf.get(latest.snapshot) ?? []).map((name) => [name, []]),
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
