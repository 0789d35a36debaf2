import { randomUUID } from 'node:crypto';
import { type ClickHouse, type Clock, faultPoint, type Postgres } from '#platform';
import type { Known } from '../known.ts';
import { findArrivals, type Seen } from './arrivals.ts';
import { changedBesideLog, type RowsSeen } from './beside-log.ts';
import { journalDifferences, type Whom } from './differences.ts';
import { fillAudiences } from './fill.ts';
import { applyJournal, keepPromise } from './journal.ts';
import type { LiveAudience } from './live-audience.ts';
import { identityVersion, movedSince } from './moved.ts';
import { slicesFor } from './slices.ts';
import { noteSizes } from './sizes.ts';
import type { State } from '../passes/state.ts';
import { advanced, mostTouched, sweepOf, turnsOf } from '../passes/turns.ts';
import { audienceStates } from './state.ts';
import { stageTouched } from './touched.ts';

export type LiveDeps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type RefreshReport = {
  /** Audiences worked out anew for everybody. */
  readonly filled: number;
  /** People looked at; null: everybody. */
  readonly touched: number | null;
  readonly entered: number;
  readonly left: number;
};

/**
 * One pass over all live audiences: looks at the people whose membership may have changed since the last pass, changes
 * what changed and tells of it in the log (`$audience_entered`, `$audience_left`). Safe to repeat, and to cut off, at any point: see
 * journal.ts. One at a time, whoever asks.
 */
export const refreshAudiences = (
  deps: LiveDeps,
  audiences: readonly LiveAudience[],
  known: Known,
): Promise<RefreshReport> =>
  deps.postgres.tx(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('audiences'))`);
    return pass(deps, audiences, known);
  });

const pass = async (deps: LiveDeps, audiences: readonly LiveAudience[], known: Known): Promise<RefreshReport> => {
  const { clickhouse, postgres, clock } = deps;
  const memory = memoryOf(clickhouse);
  const now = clock.now();
  let state = (await audienceStates.read(postgres)) ?? (await beginning(clickhouse, now));
  state = await keepPromise(deps, state, { again: true });
  const filled = await fillAudiences(deps, state, audiences, known, now);
  state = filled.state;

  const { moved, everybody } = await movedSince(deps, state.identityVersion);
  const turns = turnsOf(state, now, known.timeZone);
  const beside = await changedBesideLog(clickhouse, audiences, memory.rows);
  const wholly = audiences.filter(
    ({ edges, besides }) =>
      everybody ||
      turns.away ||
      (edges.daily && turns.dayTurned) ||
      (edges.always && turns.hourTurned) ||
      [...besides].some((table) => beside.changed.has(table)),
  );
  const rest = audiences.filter((audience) => !wholly.includes(audience));

  const { arrivals, confirm } = await findArrivals(deps, min(state.at, now), memory.seen);
  const sweep = sweepOf(state, rest, now);
  const arrived = new Set(arrivals?.names ?? []);
  const concerned = rest.filter(
    ({ events, withoutEvents, edges }) =>
      moved !== undefined ||
      (sweep !== undefined && (edges.after.length > 0 || withoutEvents)) ||
      (arrived.size > 0 && withoutEvents && [...arrived].some((name) => !ownEvents.has(name))) ||
      [...events].some((name) => arrived.has(name)),
  );
  const read = namesRead(concerned, arrived);
  const run = randomUUID();
  const touched =
    concerned.length === 0
      ? 0
      : await stageTouched(clickhouse, run, {
          arrivals: arrivals === undefined || read.length === 0 ? undefined : { ...arrivals, names: read },
          sweep,
          moved,
          limit: mostTouched,
        });
  faultPoint('audience/after-staging');

  const journal = randomUUID();
  const look = (some: readonly LiveAudience[], whom: Whom): Promise<void> =>
    journalDifferences(clickhouse, some, known, { journal, whom, asOf: now, told: true });
  const everywhere = touched > mostTouched ? [...wholly, ...concerned] : wholly;
  if (everywhere.length > 0) {
    for (const slice of await slicesFor(clickhouse, everywhere.length))
      await look(everywhere, { type: 'slice', slice });
  }
  if (touched > 0 && touched <= mostTouched) await look(concerned, { type: 'touched', run });
  const looked = wholly.length > 0 || touched > 0;
  const applied = looked ? await applyJournal(deps, state, journal) : { state, told: nothing };
  faultPoint('audience/before-watermark');

  // an idle pass costs no write: the next process would only look a little further back
  if (looked || sweep !== undefined || now.getTime() - memory.writtenMs > 5_000) {
    await audienceStates.write(postgres, advanced(applied.state, now, turns, { sweep, moved }));
    memory.writtenMs = now.getTime();
  }
  confirm();
  beside.confirm();
  for (const audience of applied.told.audiences) memory.changed.add(audience);
  if (sweep !== undefined && memory.changed.size > 0) {
    await noteSizes(clickhouse, [...memory.changed], now);
    memory.changed.clear();
  }
  return {
    filled: filled.names.length,
    touched: wholly.length > 0 || touched > mostTouched ? null : touched,
    entered: applied.told.entered,
    left: applied.told.left,
  };
};

const nothing = { entered: 0, left: 0, audiences: [] } as const;

/** What passes write themselves makes nobody newly seen. */
const ownEvents: ReadonlySet<string> = new Set(['$audience_entered', '$audience_left']);

/** Of what arrived, what the audiences read; all of it when somebody first seen may be in one. */
const namesRead = (audiences: readonly LiveAudience[], arrived: ReadonlySet<string>): readonly string[] => {
  const anybody = audiences.some(({ withoutEvents }) => withoutEvents);
  return [...arrived].filter(
    (name) => (anybody && !ownEvents.has(name)) || audiences.some(({ events }) => events.has(name)),
  );
};

/** Everybody is looked at first, so nobody has moved since. */
const beginning = async (clickhouse: ClickHouse, now: Date): Promise<State> => ({
  at: now,
  sweptAt: now,
  hourlyAt: now,
  identityVersion: await identityVersion(clickhouse),
  version: 0,
  pending: null,
});

const min = (a: Date, b: Date): Date => (a.getTime() < b.getTime() ? a : b);

type Memory = { readonly seen: Seen; readonly rows: RowsSeen; readonly changed: Set<string>; writtenMs: number };

// per connection, only to spare repeated work: a process without it does the same
const memories = new WeakMap<ClickHouse, Memory>();
const memoryOf = (clickhouse: ClickHouse): Memory => {
  const memory = memories.get(clickhouse) ?? {
    seen: new Map(),
    rows: new Map(),
    changed: new Set(),
    writtenMs: -Infinity,
  };
  memories.set(clickhouse, memory);
  return memory;
};
