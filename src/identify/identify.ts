import { identifierType, identifierTypes } from '#collect';
import { type ClickHouse, type Clock, faultPoint, type Postgres } from '#platform';
import { changesBetween } from './changes.ts';
import { cutsApplied, standingCuts, unappliedCuts } from './cuts.ts';
import { engineTime, type FreshLink, freshLinks, manyLinks } from './fresh-links.ts';
import type { Resolution } from './graph.ts';
import { nextVersion, readMap, writeChanges, writeHubs, writeMap, writeRefused, writeTenures } from './map-store.ts';
import { readRegion, type Region } from './read-region.ts';
import { rebuildLocked, type RebuildReport } from './rebuild.ts';
import { resolve } from './resolve.ts';
import { showMap } from './show-map.ts';

export type IdentifyDeps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type IdentifyReport = { readonly links: number; readonly merges: number };

/**
 * One micro-batch of OneID: reads the links that arrived since the watermark, resolves the people they touch anew and
 * rewrites the map from identifier to profile where it changed. The log is never touched: an event's person is looked up
 * when the log is read, so history follows a merge, and its undoing, at once. Safe to repeat at any point.
 * One at a time, whoever asks.
 */
export const identify = (deps: IdentifyDeps): Promise<IdentifyReport> =>
  alone(deps.postgres, () => identifyBatch(deps));

/** Nobody else changes the map meanwhile. Ends with its connection, so also with its process. */
export const alone = <T>(postgres: Postgres, work: () => Promise<T>): Promise<T> =>
  postgres.tx(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('identify'))`);
    return work();
  });

const identifyBatch = async (deps: IdentifyDeps): Promise<IdentifyReport> => {
  const { clickhouse, postgres } = deps;
  const memory = memoryOf(clickhouse);
  const sweep = performance.now() - memory.sweptMs > sweepEveryMs;
  if (sweep) memory.engineAheadMs = (await engineTime(clickhouse)).getTime() - Date.now();
  const now = new Date(Date.now() + memory.engineAheadMs);
  if (await needsRebuild(postgres)) return rebuilt(deps, now);
  const fresh = await unseenLinks(deps, memory, { now, sweep });
  const cuts = await unappliedCuts(postgres);
  if (fresh.length >= manyLinks) return rebuilt(deps, now);
  const touched = [
    ...fresh.flatMap(({ a, b }) => [a, b]),
    ...cuts.flatMap(({ a, b }) => (b === undefined ? [a] : [a, b])),
  ];
  // what a turn that died had written and never showed
  if (!memory.shown) await showMap(clickhouse, { tenures: true });
  memory.shown = true;
  const merges = touched.length === 0 ? 0 : await settle(deps, touched);
  await cutsApplied(postgres, cuts);
  for (const { name } of fresh) memory.seen.set(name, now.getTime());
  memory.watermarkMs = now.getTime();
  // an idle turn costs no write: the next process would only look a little further back
  if (touched.length > 0 || sweep) await writeWatermark(postgres, now);
  if (sweep) memory.sweptMs = performance.now();
  return { links: fresh.length + cuts.length, merges };
};

/** Everybody anew, for who asks: waits for a running turn and keeps the next one waiting. With `check` it only says what would differ. */
export const rebuild = (
  deps: IdentifyDeps,
  { check = false }: { readonly check?: boolean } = {},
): Promise<RebuildReport> =>
  alone(deps.postgres, async () =>
    check ? rebuildLocked(deps, { check }) : rebuildNoted(deps, await engineTime(deps.clickhouse)),
  );

const rebuilt = async (deps: IdentifyDeps, now: Date): Promise<IdentifyReport> => {
  const report = await rebuildNoted(deps, now);
  return { links: report.links, merges: report.identifiers - report.people };
};

const rebuildNoted = async (deps: IdentifyDeps, now: Date): Promise<RebuildReport> => {
  const cuts = await unappliedCuts(deps.postgres);
  await noteState(deps.postgres, { rebuilding: true });
  const report = await rebuildLocked(deps);
  await cutsApplied(deps.postgres, cuts);
  await noteState(deps.postgres, { rebuilding: false });
  const memory = memoryOf(deps.clickhouse);
  memory.shown = true;
  memory.watermarkMs = now.getTime();
  for (const { name } of await freshLinks(deps.clickhouse, new Date(now.getTime() - overlapMs))) {
    memory.seen.set(name, now.getTime());
  }
  await writeWatermark(deps.postgres, now);
  return report;
};

/** Runs until no link is left unread. For imports and the demo, where waiting for the next tick is waste. */
export const identifyAll = async (deps: IdentifyDeps): Promise<IdentifyReport> => {
  let total: IdentifyReport = { links: 0, merges: 0 };
  for (;;) {
    const { links, merges } = await identify(deps);
    total = { links: total.links + links, merges: total.merges + merges };
    if (links === 0) return total;
  }
};

/** Resolves the people around some identifiers and writes what changed. Answers how many profiles went into another. */
const settle = async ({ clickhouse, postgres, clock }: IdentifyDeps, touched: readonly bigint[]): Promise<number> => {
  const region = await readRegion(clickhouse, touched, identifierType);
  const resolution = await resolveRegion(postgres, region);
  const after = resolution.profileOf;
  const before = await readMap(clickhouse, [...region.keys]);
  // an identifier that no link touches any more is its own person
  const target = new Map([...region.keys].map((key) => [key, after.get(key) ?? key]));
  const moved = [...target].filter(([key, profile]) => (before.get(key) ?? key) !== profile);
  const changes = changesBetween(before, target, resolution.links);
  const version = await nextVersion(clickhouse);
  const at = clock.now();
  const [tenures] = await Promise.all([
    writeTenures(clickhouse, version, [...region.keys], resolution.tenures),
    writeChanges(clickhouse, version, changes, at),
    writeRefused(clickhouse, version, resolution.links, at),
    writeHubs(
      clickhouse,
      version,
      [...resolution.hubs].filter((key) => !region.hubs.has(key)),
      at,
    ),
  ]);
  faultPoint('identify/after-audit');
  await writeMap(clickhouse, version, moved);
  faultPoint('identify/after-remap');
  if (moved.length > 0 || tenures) await showMap(clickhouse, { tenures });
  return changes.filter(({ kind }) => kind === 'merged').length;
};

/** Who is who among some people, by the types and cuts that hold now. */
export const resolveRegion = async (postgres: Postgres, { links, types, hubs }: Region): Promise<Resolution> =>
  resolve({
    links,
    typeOf: (key) => types.get(key) ?? '',
    rulesOf: identifierType,
    cuts: await standingCuts(postgres),
    hubs,
  });

type Memory = {
  /** Links of the last turns by name, with when they were seen. */
  readonly seen: Map<string, number>;
  shown: boolean;
  /** On this process's own clock. */
  sweptMs: number;
  engineAheadMs: number;
  watermarkMs: number | undefined;
};

// per connection, only to spare repeated work: a process without it does the same
const memories = new WeakMap<ClickHouse, Memory>();
const memoryOf = (clickhouse: ClickHouse): Memory => {
  const memory = memories.get(clickhouse) ?? {
    seen: new Map(),
    shown: false,
    sweptMs: -Infinity,
    engineAheadMs: 0,
    watermarkMs: undefined,
  };
  memories.set(clickhouse, memory);
  return memory;
};

// an insert that started earlier may become visible later than one that started after it: most of them by little
const overlapMs = 15_000;
const shortOverlapMs = 2_000;
const sweepEveryMs = 5_000;

const unseenLinks = async (
  { clickhouse, postgres }: IdentifyDeps,
  memory: Memory,
  { now, sweep }: { readonly now: Date; readonly sweep: boolean },
): Promise<readonly FreshLink[]> => {
  const watermark = (sweep ? undefined : memory.watermarkMs) ?? (await readWatermark(postgres));
  const since = Math.max(0, watermark - (sweep ? overlapMs : shortOverlapMs));
  const fresh = await freshLinks(clickhouse, new Date(since));
  if (sweep) for (const [name, at] of memory.seen) if (now.getTime() - at > overlapMs * 2) memory.seen.delete(name);
  return fresh.filter(({ name }) => !memory.seen.has(name));
};

/** When documents change what a type means, everybody is resolved anew; also when the last time was cut short. */
const needsRebuild = async (postgres: Postgres): Promise<boolean> => {
  const row = await postgres.queryOne<{ types: string; rebuilding: boolean }>(
    'SELECT types, rebuilding FROM identity_state',
  );
  if (row === undefined) await noteState(postgres, { rebuilding: false });
  return row !== undefined && (row.rebuilding || row.types !== typesText());
};

const noteState = async (postgres: Postgres, { rebuilding }: { readonly rebuilding: boolean }): Promise<void> => {
  await postgres.query(
    `INSERT INTO identity_state (types, rebuilding) VALUES ($1, $2)
     ON CONFLICT (one) DO UPDATE SET types = excluded.types, rebuilding = excluded.rebuilding`,
    [typesText(), rebuilding],
  );
};

const typesText = (): string =>
  JSON.stringify(
    identifierTypes().map(({ name, uniqueness, priority, limit, sharedAbove }) => [
      name,
      uniqueness,
      priority,
      limit,
      sharedAbove ?? null,
    ]),
  );

const readWatermark = async (postgres: Postgres): Promise<number> => {
  const row = await postgres.queryOne<{ at: Date }>(`SELECT at FROM watermarks WHERE name = 'identify'`);
  return row?.at.getTime() ?? 0;
};

const writeWatermark = async (postgres: Postgres, at: Date): Promise<void> => {
  await postgres.query(
    `INSERT INTO watermarks (name, at) VALUES ('identify', $1) ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
    [at],
  );
};
