import type { ClickHouse, Postgres } from '#platform';
import { buildSnapshot } from '#profile';
import { programFeatures } from '../people-table.ts';
import type { Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres };

export const snapshotName = ({ program, round }: Round): string => `${program}/${round}`;

/** Builds the features that the round decides on, and keeps them: what was known when is part of the record. */
export const featuresStep = async (
  round: Round,
  program: Program,
  { clickhouse, postgres }: Deps,
): Promise<StepOutcome> => {
  const set = programFeatures(program);
  const snapshot = snapshotName(round);
  await buildSnapshot(clickhouse, set, snapshot, round.asOf);
  await postgres.query(
    `INSERT INTO feature_snapshots (snapshot, as_of, names, built_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (snapshot) DO UPDATE SET names = excluded.names, built_at = excluded.built_at`,
    [snapshot, round.asOf, set.names],
  );
  const row = await clickhouse.queryOne<{ people: string }>(
    'SELECT count() AS people FROM feature_rows FINAL WHERE snapshot = {snapshot:String}',
    { snapshot },
  );
  const people = Number(row?.people ?? 0);
  return { figures: { people, features: set.names.length }, record: { people } };
};
