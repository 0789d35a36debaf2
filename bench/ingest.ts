import { connectClickHouse } from '#platform/db/clickhouse/client.ts';
import type { Bench, BenchOptions, Figures } from './bench.ts';
import { cpuMs } from './ingest/cpu.ts';
import { keptOnce } from './ingest/kept-once.ts';
import { type Load, type Sent, startLoad } from './ingest/load.ts';
import { createYardstick } from './ingest/raw.ts';
import { serve, type Served } from './ingest/served.ts';
import { mergesSettled } from './ingest/settled.ts';
import { memoryOf } from './processes.ts';
import { textTable } from './text-table.ts';

const builtMessages = 100_000;
/** Enough requests under way that the server always has work: what it can take, and how long one waits in such a queue. */
const loads = [
  { perRequest: 100, connections: 96 },
  { perRequest: 10, connections: 256 },
  { perRequest: 1, connections: 400 },
] as const;
/** The same requests at this share of that pace: how long one waits at a server that keeps up. */
const pacedShare = 0.5;
const rounds = 3;
const warmUpSeconds = 5;
const repeatEvery = 50;

type Slice = Sent & { readonly serverCpuMs: number; readonly engineCpuMs: number };

/**
 * Collection over HTTP, every answer after fsync, beside what the engine alone can store. Both sides take turns in one
 * run, merges are waited for in between and paid by whose rows they are.
 */
export const ingestBench: Bench = {
  name: 'ingest',
  title: 'collection: events a second acknowledged as durable, beside the engine’s own insert; lost and doubled',
  run: async (options) => {
    const served = await serve();
    try {
      return await measured(served, options);
    } finally {
      await served.stop();
    }
  },
};

const measured = async (served: Served, { seconds, minutes }: BenchOptions): Promise<Figures> => {
  const clickhouse = connectClickHouse(served.clickhouseUrl);
  const sent: Sent[] = [];
  const slice = async (load: Load, connections: number, lasts: number, eventsPerS?: number): Promise<Slice> => {
    const pids = { server: served.pid(), engine: await served.clickhousePid() };
    const before = { server: await cpuMs(pids.server), engine: await cpuMs(pids.engine) };
    const answer = await load.send({
      connections,
      seconds: lasts,
      repeatEvery,
      ...(eventsPerS === undefined ? {} : { eventsPerS }),
    });
    sent.push(answer);
    await mergesSettled(clickhouse);
    const serverCpuMs = (await cpuMs(pids.server)) - before.server;
    return { ...answer, serverCpuMs, engineCpuMs: (await cpuMs(pids.engine)) - before.engine };
  };
  const loadOf = (perRequest: number): Promise<Load> =>
    startLoad({ port: served.port, writeKey: served.writeKey, run: 'shop', messages: builtMessages, perRequest });

  const [hundred, ...others] = loads;
  const load = await loadOf(hundred.perRequest);
  await slice(load, hundred.connections, warmUpSeconds);
  const start = await memoryOf(served.pid());
  const yardstick = await createYardstick(served.clickhouseUrl, builtMessages);
  const raw = { rows: 0, seconds: 0, cpuMs: 0 };
  const slices: Slice[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await cpuMs(await served.clickhousePid());
    const inserted = await yardstick.insert(seconds);
    await mergesSettled(clickhouse);
    raw.cpuMs += (await cpuMs(await served.clickhousePid())) - before;
    raw.rows += inserted.rows;
    raw.seconds += inserted.seconds;
    slices.push(await slice(load, hundred.connections, seconds));
  }
  await yardstick.close();
  const figures = [loadFigures(hundred.perRequest, slices)];
  const paced = async (of: Load, { perRequest, connections }: (typeof loads)[number], fastest: number) =>
    loadFigures(perRequest, [await slice(of, connections, seconds, fastest * pacedShare)]);
  const atPace = [await paced(load, hundred, figures[0].events_per_s)];
  for (const each of others) {
    const other = await loadOf(each.perRequest);
    const fastest = loadFigures(each.perRequest, [await slice(other, each.connections, seconds)]);
    figures.push(fastest);
    atPace.push(await paced(other, each, fastest.events_per_s));
    await other.close();
  }
  const memory = [await memoryOf(served.pid())];
  for (let minute = 0; minute < minutes; minute++) {
    await slice(load, hundred.connections, 60);
    memory.push(await memoryOf(served.pid()));
  }
  await load.close();
  const kept = await keptOnce(clickhouse, sent);
  await clickhouse.close();
  const [best] = figures;
  const rawEventsPerS = Math.round(raw.rows / raw.seconds);
  const rawCpuUs = tenths((raw.cpuMs * 1000) / raw.rows);
  const facts = {
    events_per_s: best.events_per_s,
    raw_events_per_s: rawEventsPerS,
    ratio: Math.round((1000 * best.events_per_s) / rawEventsPerS) / 1000,
    p99_ms: best.p99_ms,
    ...kept,
    raw_engine_us: rawCpuUs,
    loads: figures,
    paced: atPace,
    memory_mb: { start, end: memory.at(-1), soak: memory.slice(1) },
  };
  return { json: facts, text: tablesOf(facts) };
};

const loadFigures = (perRequest: number, slices: readonly Slice[]) => {
  const sum = (of: (slice: Slice) => number): number => slices.reduce((total, slice) => total + of(slice), 0);
  const events = sum((slice) => slice.events);
  const perEvent = (ms: number): number => tenths((ms * 1000) / events);
  return {
    per_request: perRequest,
    events_per_s: Math.round(events / sum(({ seconds }) => seconds)),
    p50_ms: Math.max(...slices.map(({ p50Ms }) => p50Ms)),
    p99_ms: Math.max(...slices.map(({ p99Ms }) => p99Ms)),
    server_us: perEvent(sum(({ serverCpuMs }) => serverCpuMs)),
    engine_us: perEvent(sum(({ engineCpuMs }) => engineCpuMs)),
    sender_us: perEvent(sum(({ cpuMs: ms }) => ms)),
    retries: slices.map(({ retries }) => retries),
  };
};

const tenths = (value: number): number => Math.round(value * 10) / 10;

const tablesOf = (facts: {
  readonly ratio: number;
  readonly raw_events_per_s: number;
  readonly raw_engine_us: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  readonly loads: readonly ReturnType<typeof loadFigures>[];
  readonly paced: readonly ReturnType<typeof loadFigures>[];
}): string =>
  `${textTable([
    ['events a request', 'events/s', 'p50 ms', 'p99 ms', 'server µs/event', 'engine µs/event'],
    ...[...facts.loads, ...facts.paced].map((load, i) => [
      `${load.per_request}${i < facts.loads.length ? '' : ', at half that pace'}`,
      load.events_per_s.toLocaleString('en'),
      load.p50_ms.toFixed(0),
      load.p99_ms.toFixed(0),
      load.server_us.toFixed(1),
      load.engine_us.toFixed(1),
    ]),
    ['the engine alone', facts.raw_events_per_s.toLocaleString('en'), '', '', '', facts.raw_engine_us.toFixed(1)],
  ])}\n\nratio ${facts.ratio}; of ${facts.acknowledged.toLocaleString('en')} acknowledged ${facts.lost} lost, ${facts.doubled} doubled`;
