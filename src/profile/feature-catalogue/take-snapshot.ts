import { type ClickHouse, type Clock, faultPoint, type Postgres, type Progress } from '#platform';
import { type Feature, type FeatureSet, featureSet } from '../feature-set.ts';
import type { Known } from '../known.ts';
import { type Slice, sliceKeys, slicesFor } from '../live/slices.ts';
import { logSource } from '../log-source.ts';
import { buildSnapshot } from '../read-features.ts';
import { readDrift, type Side } from './drift.ts';
import { readFigures } from './read-figures.ts';
import type { FeatureFigures } from './schemas.ts';
import {
  catalogueSnapshots,
  keepDrift,
  keepFigures,
  type KeptSnapshot,
  placesIn,
  readKeptFigures,
  snapshotNamed,
} from './snapshot-store.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type SnapshotPlan = {
  readonly features: readonly Feature[];
  /** Models with the people they are for and, once trained, the snapshot of the round that trained them. */
  readonly models: readonly { readonly name: string; readonly who: string; readonly trainedOn: string | null }[];
  readonly known: Known;
  readonly asOf: Date;
  /** How many of the catalogue's snapshots stay; the earliest go. */
  readonly keep: number;
};

/** The same time gives the same name, so a repeat takes the place of what is there. */
export const catalogueSnapshotName = (asOf: Date): string => `catalogue/${asOf.toISOString()}`;

/**
 * Every published feature of everybody as of a time, with its figures and how far each has moved since the snapshot before
 * and, among each model's people, since the model was trained. One pass over the log, in slices of people where
 * memory is short. Killed anywhere, a repeat ends the same.
 */
export const takeSnapshot = async (deps: Deps, plan: SnapshotPlan, progress: Progress): Promise<KeptSnapshot> => {
  const { clickhouse, postgres, clock } = deps;
  const task = progress.start('feature snapshot', 4 + plan.models.length);
  const name = catalogueSnapshotName(plan.asOf);
  // taken before: who has become part of another since must not stay in it
  await forgetRows(clickhouse, [name]);
  const slices = await slicesFor(clickhouse, statesEach * (plan.features.length + plan.models.length));
  for (const slice of slices) {
    await buildSnapshot(clickhouse, setOf(plan, slice), name, plan.asOf, { extras: true, slice });
    faultPoint('feature-snapshot/slice');
  }
  const set = setOf(plan, slices[0]);
  task.add(1);
  faultPoint('feature-snapshot/built');
  const places = set.names.map((_, i) => i);
  const figures = await readFigures(clickhouse, { snapshot: name, places });
  task.add(1);
  const groups = plan.models.map((model) => model.name);
  await postgres.query(
    `INSERT INTO feature_snapshots (snapshot, as_of, names, built_at, catalogue, people, groups) VALUES ($1, $2, $3, $4, true, $5, $6)
     ON CONFLICT (snapshot) DO UPDATE SET names = excluded.names, built_at = excluded.built_at, people = excluded.people, groups = excluded.groups`,
    [name, plan.asOf, set.names, clock.now(), figures[0]?.people ?? 0, groups],
  );
  await keepFigures(postgres, name, new Map(set.names.map((feature, i) => [feature, figures[i]])));
  const taken: KeptSnapshot = {
    name,
    asOf: plan.asOf,
    builtAt: clock.now(),
    names: set.names,
    groups,
    people: figures[0]?.people ?? 0,
  };
  const others = await catalogueSnapshots(postgres);
  const before = others.find(({ asOf }) => asOf < plan.asOf);
  if (before !== undefined) await compare(deps, { from: before, to: taken, model: '' });
  // taken of a past day, it is what the next one moved from
  const after = others.findLast(({ asOf }) => asOf > plan.asOf);
  if (after !== undefined) await compare(deps, { from: taken, to: after, model: '' });
  task.add(1);
  for (const { name: model, trainedOn } of plan.models) {
    const from = trainedOn === null ? undefined : await snapshotNamed(postgres, trainedOn);
    if (from !== undefined) await compare(deps, { from, to: taken, model });
    task.add(1);
  }
  await forgetEarliest(deps, plan.keep);
  task.done();
  return taken;
};

/** An average feature has this many aggregates, and larger ones than an audience has; see `slicesFor`. */
const statesEach = 3;

/** Whole log or the events of a slice of the people, and which people each model is for. */
const setOf = ({ features, models, known }: SnapshotPlan, slice: Slice): FeatureSet =>
  featureSet({
    features,
    who: 'true',
    extras: Object.fromEntries(models.map(({ who }, i) => [`m${i}`, who])),
    known,
    source: logSource(sliceKeys(slice)),
  });

/** @param model among whose people; '' for everybody */
const compare = async (
  { clickhouse, postgres }: Deps,
  { from, to, model }: { readonly from: KeptSnapshot; readonly to: KeptSnapshot; readonly model: string },
): Promise<void> => {
  const common = to.names.filter((name) => from.names.includes(name));
  const known = await figuresOf({ clickhouse, postgres }, from);
  const side = ({ name, names, groups }: KeptSnapshot): Side => {
    const group = groups.indexOf(model);
    return {
      snapshot: name,
      places: placesIn(names, common),
      // a round's snapshot holds its people alone
      ...(group < 0 ? {} : { among: names.length + group }),
    };
  };
  const drift = await readDrift(clickhouse, {
    from: side(from),
    to: side(to),
    figures: common.map((name) => known.get(name) ?? nobody),
  });
  await keepDrift(
    postgres,
    { snapshot: to.name, model, against: from.name },
    new Map(common.map((name, i) => [name, drift[i]])),
  );
};

const nobody: FeatureFigures = { people: 0, missing: 0, spread: null, histogram: { edges: [], people: [] } };

/** A round's snapshot has figures from the first time somebody asks for them. */
const figuresOf = async (
  { clickhouse, postgres }: Pick<Deps, 'clickhouse' | 'postgres'>,
  { name, names }: KeptSnapshot,
): Promise<ReadonlyMap<string, FeatureFigures>> => {
  const kept = (await readKeptFigures(postgres, [name])).get(name);
  if (kept !== undefined) return kept;
  const read = await readFigures(clickhouse, { snapshot: name, places: names.map((_, i) => i) });
  const figures = new Map(names.map((feature, i) => [feature, read[i]]));
  await keepFigures(postgres, name, figures);
  return figures;
};

const forgetEarliest = async ({ clickhouse, postgres }: Deps, keep: number): Promise<void> => {
  const gone = (await catalogueSnapshots(postgres)).slice(Math.max(1, keep)).map(({ name }) => name);
  if (gone.length === 0) return;
  // the note first: rows that nothing names are read by nobody
  await postgres.query('DELETE FROM feature_snapshots WHERE snapshot = ANY ($1)', [gone]);
  await forgetRows(clickhouse, gone);
};

const forgetRows = async (clickhouse: ClickHouse, snapshots: readonly string[]): Promise<void> => {
  const [found] = await clickhouse.query(
    'SELECT 1 FROM feature_rows WHERE snapshot IN {snapshots:Array(String)} LIMIT 1',
    {
      snapshots,
    },
  );
  if (found === undefined) return;
  await clickhouse.command('DELETE FROM feature_rows WHERE snapshot IN {snapshots:Array(String)}', { snapshots });
};
