import type { Gyre } from '#app';
import {
  buildSnapshot,
  buildTrainingSet,
  type FeatureSet,
  featureSet,
  logSource,
  sliceKeys,
  slicesFor,
} from '#profile';
import { type Bench, BenchProblem, type Figures } from './bench.ts';
import { writeTraits, writeWorld } from './audiences/generate.ts';
import { sixtyFeatures, sixtyKnow } from './features/sixty.ts';
import { peakMemory } from './features/peak-memory.ts';
import { textTable } from './text-table.ts';
import { inWorkspace } from './workspace.ts';

const dates = 12;
const day = 86_400_000;

/**
 * A training set: sixty features of everybody at twelve dates a month apart, written where training reads them, with the
 * memory that a workspace has unless told otherwise. Beside it the same rows date by date, and how many of a sample differ.
 */
export const featuresBench: Bench = {
  name: 'features',
  title: '60 features at 12 dates of 1M people over 50M events: all at once, beside date by date',
  run: ({ profiles, events }) => inWorkspace((gyre) => measured(gyre, profiles, events)),
};

const measured = async (gyre: Gyre, people: number, events: number): Promise<Figures> => {
  const { clickhouse } = gyre.stores;
  const now = gyre.clock.now();
  say(`writing ${events.toLocaleString('en')} events of ${people.toLocaleString('en')} people`);
  const world = await seconds(async () => {
    await writeTraits(gyre, { people, now });
    await writeWorld(gyre, { people, events, now });
  });
  const asOf = Array.from({ length: dates }, (_, i) => new Date(now.getTime() - (30 * i + 1) * day));
  const set = setOf(gyre);
  say(`written in ${world} s; now ${set.names.length} features at ${dates} dates at once`);
  const many = new Map(asOf.map((date, i) => [`many/${i}`, date]));
  const cpuBefore = await cpuSeconds(gyre);
  const { result: took, peakMb } = await peakMemory(() => seconds(() => buildTrainingSet(clickhouse, set, many)));
  const cpu = (await cpuSeconds(gyre)) - cpuBefore;
  const rows = await rowsOf(gyre, 'many');
  say(`${rows.toLocaleString('en')} rows in ${took} s, ${Math.round(cpu)} s of processor; now date by date`);
  const oneCpuBefore = await cpuSeconds(gyre);
  const single = await peakMemory(() => dateByDate(gyre, asOf));
  const oneCpu = (await cpuSeconds(gyre)) - oneCpuBefore;
  const json = {
    profiles: people,
    events,
    features: set.names.length,
    dates,
    rows,
    seconds: took,
    cpu_seconds: Math.round(cpu * 10) / 10,
    peak_mb: peakMb.total,
    clickhouse_peak_mb: peakMb.clickhouse,
    node_peak_mb: peakMb.gyre,
    date_by_date_seconds: single.result,
    date_by_date_cpu_seconds: Math.round(oneCpu * 10) / 10,
    date_by_date_peak_mb: single.peakMb.total,
    ...(await differences(gyre)),
    world_seconds: world,
  };
  return { json, text: textTable([['', ''], ...Object.entries(json).map(([name, value]) => [name, String(value)])]) };
};

const setOf = ({ env }: Gyre, keys?: string): FeatureSet =>
  featureSet({
    features: Object.entries(sixtyFeatures).map(([name, expression]) => ({
      name,
      title: { zh: name, en: name },
      spec: { expression },
    })),
    who: 'true',
    known: sixtyKnow(env.timeZone),
    source: logSource(keys),
  });

/** As the catalogue's snapshot of a date is made, so often: in slices of the people where memory is short. */
const dateByDate = async (gyre: Gyre, asOf: readonly Date[]): Promise<number> => {
  const { clickhouse } = gyre.stores;
  let sum = 0;
  for (const [i, date] of asOf.entries()) {
    const took = await seconds(async () => {
      for (const slice of await slicesFor(clickhouse, aggregatesEach * Object.keys(sixtyFeatures).length))
        await buildSnapshot(clickhouse, setOf(gyre, sliceKeys(slice)), `one/${i}`, date, { slice });
    });
    say(`date ${i + 1} alone: ${took} s`);
    sum += took;
  }
  return Math.round(sum * 1000) / 1000;
};

/** As the catalogue supposes. */
const aggregatesEach = 3;

const rowsOf = async ({ stores: { clickhouse } }: Gyre, way: string): Promise<number> => {
  const row = await clickhouse.queryOne<{ n: string }>(
    `SELECT count() AS n FROM feature_rows WHERE startsWith(snapshot, {way:String})`,
    { way },
  );
  return Number(row?.n ?? 0);
};

/** Of a sample of the people, to the bit: at how many dates some feature differs, or only one way has a row. */
const differences = async ({ stores: { clickhouse } }: Gyre): Promise<object> => {
  const row = await clickhouse.queryOne<{ compared: string; differing: string }>(
    `SELECT count() AS compared, countIf(rows != 2 OR answers != 1) AS differing FROM (
       SELECT profile_id, as_of, count() AS rows, uniqExact(arrayMap(x -> reinterpretAsUInt32(x), values)) AS answers
       FROM feature_rows WHERE intHash64(profile_id) % 50 = 0 GROUP BY profile_id, as_of)`,
  );
  if (Number(row?.compared ?? 0) === 0) throw new BenchProblem('too few people to compare the two ways');
  return { compared_rows: Number(row?.compared), differing_rows: Number(row?.differing) };
};

const cpuSeconds = async ({ stores: { clickhouse } }: Gyre): Promise<number> => {
  const row = await clickhouse.queryOne<{ us: string }>(
    `SELECT value AS us FROM system.events WHERE event = 'OSCPUVirtualTimeMicroseconds'`,
  );
  return Number(row?.us ?? 0) / 1e6;
};

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return Math.round(performance.now() - began) / 1000;
};

const say = (text: string): void => void process.stderr.write(`${text}\n`);
