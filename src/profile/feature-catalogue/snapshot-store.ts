import type { Postgres } from '#platform';
import type { Drift, FeatureFigures, Snapshot } from './schemas.ts';

/** A snapshot as it is kept: what stands where in the arrays of `feature_rows`. */
export type KeptSnapshot = {
  readonly name: string;
  readonly asOf: Date;
  readonly builtAt: Date;
  readonly names: readonly string[];
  /** Models whose people are marked, in columns behind the names. */
  readonly groups: readonly string[];
  readonly people: number | null;
};

const columns = `snapshot AS name, as_of AS "asOf", built_at AS "builtAt", names, groups, people::float8 AS people`;

/** Snapshots of the catalogue, the latest first. */
export const catalogueSnapshots = (postgres: Postgres): Promise<readonly KeptSnapshot[]> =>
  postgres.query<KeptSnapshot>(
    `SELECT ${columns} FROM feature_snapshots WHERE catalogue ORDER BY as_of DESC, snapshot`,
  );

export const snapshotNamed = (postgres: Postgres, name: string): Promise<KeptSnapshot | undefined> =>
  postgres.queryOne<KeptSnapshot>(`SELECT ${columns} FROM feature_snapshots WHERE snapshot = $1`, [name]);

export const asSnapshot = ({ name, asOf, builtAt, people }: KeptSnapshot): Snapshot => ({
  name,
  asOf: asOf.toISOString(),
  builtAt: builtAt.toISOString(),
  people: people ?? 0,
});

/** Where the features both have stand in each. */
export const placesIn = (names: readonly string[], wanted: readonly string[]): readonly number[] =>
  wanted.map((name) => names.indexOf(name));

export const readKeptFigures = async (
  postgres: Postgres,
  snapshots: readonly string[],
  feature?: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, FeatureFigures>>> => {
  const rows = await postgres.query<{ snapshot: string; feature: string; figures: FeatureFigures }>(
    `SELECT snapshot, feature, figures FROM feature_figures WHERE snapshot = ANY ($1) AND ($2::text IS NULL OR feature = $2)`,
    [snapshots, feature ?? null],
  );
  return grouped(rows, ({ figures }) => figures);
};

export type KeptDrift = { readonly against: string; readonly drift: Drift };

/** By snapshot and feature. @param model '' for the drift of everybody against the snapshot before */
export const readKeptDrift = async (
  postgres: Postgres,
  snapshots: readonly string[],
  model: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, KeptDrift>>> => {
  const rows = await postgres.query<{ snapshot: string; feature: string } & KeptDrift>(
    'SELECT snapshot, feature, against, drift FROM feature_drift WHERE snapshot = ANY ($1) AND model = $2',
    [snapshots, model],
  );
  return grouped(rows, ({ against, drift }) => ({ against, drift }));
};

const grouped = <Row extends { readonly snapshot: string; readonly feature: string }, T>(
  rows: readonly Row[],
  of: (row: Row) => T,
): ReadonlyMap<string, ReadonlyMap<string, T>> => {
  const groups = new Map<string, Map<string, T>>();
  for (const row of rows) {
    const group = groups.get(row.snapshot) ?? new Map<string, T>();
    groups.set(row.snapshot, group.set(row.feature, of(row)));
  }
  return groups;
};

export const keepFigures = async (
  postgres: Postgres,
  snapshot: string,
  figures: ReadonlyMap<string, FeatureFigures>,
): Promise<void> => {
  await postgres.query(
    `INSERT INTO feature_figures (snapshot, feature, figures) SELECT $1, * FROM unnest($2::text[], $3::jsonb[])
     ON CONFLICT (snapshot, feature) DO UPDATE SET figures = excluded.figures`,
    [snapshot, [...figures.keys()], [...figures.values()].map((each) => JSON.stringify(each))],
  );
};

export const keepDrift = async (
  postgres: Postgres,
  about: { readonly snapshot: string; readonly model: string; readonly against: string },
  drift: ReadonlyMap<string, Drift>,
): Promise<void> => {
  await postgres.query(
    `INSERT INTO feature_drift (snapshot, model, against, feature, drift)
     SELECT $1, $2, $3, * FROM unnest($4::text[], $5::jsonb[])
     ON CONFLICT (snapshot, model, feature) DO UPDATE SET against = excluded.against, drift = excluded.drift`,
    [
      about.snapshot,
      about.model,
      about.against,
      [...drift.keys()],
      [...drift.values()].map((each) => JSON.stringify(each)),
    ],
  );
};
