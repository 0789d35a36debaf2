import { randomUUID } from 'node:crypto';
import { type ClickHouse, type Clock, faultPoint, type Postgres } from '#platform';
import type { Known } from '../known.ts';
import { findArrivals, type Seen } from '../live/arrivals.ts';
import { changedBesideLog, type RowsSeen } from '../live/beside-log.ts';
import { movedSince } from '../live/moved.ts';
import { stageTouched } from '../live/touched.ts';
import type { State } from '../passes/state.ts';
import { advanced, mostTouched, sweepOf, turnsOf } from '../passes/turns.ts';
import { refreshCuts } from './cuts.ts';
import { journalDifferences, journalEverybody } from './differences.ts';
import { fillTags } from './fill.ts';
import { applyJournal, keepPromise } from './journal.ts';
import { liveTag, type LiveTag, type Tag } from './live-tag.ts';
import { noteSizes } from './sizes.ts';
import { tagStates } from './state.ts';

export type TagDeps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type TagReport = {
  /** Tags worked out anew for everybody. */
  readonly filled: number;
  /** Ranked tags with new cuts. */
  readonly cuts: number;
  /** People looked at; null: everybody. */
  readonly touched: number | null;
  /** Values that changed. */
  readonly changes: number;
};

/**
 * One pass over all tags: new cuts where a period has begun, then the people whose values may have changed since the last
 * pass; what changed is kept and told in the log (`$tag_changed`). The same way as live/pass.ts goes for audiences, so it may
 * be repeated and cut off at any point. One at a time, whoever asks.
 */
export const refreshTags = (deps: TagDeps, tags: readonly Tag[], known: Known): Promise<TagReport> =>
  deps.postgres.tx(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('tags'))`);
    return pass(deps, tags, known);
  });

const pass = async (deps: TagDeps, published: readonly Tag[], known: Known): Promise<TagReport> => {
  const { clickhouse, postgres, clock } = deps;
  const memory = memoryOf(clickhouse);
  const now = clock.now();
  const tags = memory.liveTags(published, known);
  const anew = await refreshCuts(clickhouse, published, known, now);
  let state = (await tagStates.read(postgres)) ?? beginning(now);
  state = await keepPromise(deps, state, { again: true });
  const { state: afterFill, filled } = await fillTags(deps, state, tags, known, now);
  state = afterFill;

  const { moved, everybody } = await movedSince(deps, state.identityVersion);
  const turns = turnsOf(state, now, known.timeZone);
  const beside = await changedBesideLog(clickhouse, tags, memory.rows);
  const wholly = tags.filter(
    ({ edges, name, besides }) =>
      everybody ||
      turns.away ||
      anew.includes(name) ||
      (edges.daily && turns.dayTurned) ||
      (edges.always && turns.hourTurned) ||
      [...besides].some((table) => beside.changed.has(table)),
  );
  const rest = tags.filter((tag) => !wholly.includes(tag));

  const since = new Date(Math.min(state.at.getTime(), now.getTime()));
  const { arrivals, confirm } = await findArrivals(deps, since, memory.seen);
  const names = (arrivals?.names ?? []).filter((name) => !ownEvents.has(name));
  const sweep = sweepOf(state, rest, now);
  const concerned = rest.filter(
    ({ events, withoutEvents, edges }) =>
      moved !== undefined ||
      (sweep !== undefined && (edges.after.length > 0 || withoutEvents)) ||
      (names.length > 0 && withoutEvents) ||
      names.some((name) => events.has(name)),
  );
  const read = names.filter((name) => concerned.some((tag) => tag.withoutEvents || tag.events.has(name)));
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
  faultPoint('tags/after-staging');

  const journal = randomUUID();
  const tooMany = touched > mostTouched;
  const all = tooMany ? [...wholly, ...concerned] : wholly;
  if (all.length > 0) await journalEverybody(clickhouse, all, known, { journal, asOf: now, told: true });
  if (!tooMany && touched > 0)
    await journalDifferences(clickhouse, concerned, known, {
      journal,
      whom: { type: 'touched', run },
      asOf: now,
      told: true,
    });
  const looked = all.length > 0 || touched > 0;
  const applied = looked ? await applyJournal(deps, state, journal) : { state, changed: [], changes: 0 };
  faultPoint('tags/before-watermark');

  // an idle pass costs no write: the next process would only look a little further back
  if (looked || sweep !== undefined || now.getTime() - memory.writtenMs > 5_000) {
    await tagStates.write(postgres, advanced(applied.state, now, turns, { sweep, moved }));
    memory.writtenMs = now.getTime();
  }
  confirm();
  beside.confirm();
  for (const tag of applied.changed) memory.changed.add(tag);
  if (sweep !== undefined && memory.changed.size > 0) {
    await noteSizes(
      clickhouse,
      tags.filter(({ name }) => memory.changed.has(name)),
      now,
    );
    memory.changed.clear();
  }
  return { filled, cuts: anew.length, touched: all.length > 0 ? null : touched, changes: applied.changes };
};

/** What passes write themselves changes nobody. */
const ownEvents: ReadonlySet<string> = new Set(['$tag_changed', '$audience_entered', '$audience_left']);

const beginning = (now: Date): State => ({
  at: now,
  sweptAt: now,
  hourlyAt: now,
  identityVersion: '0',
  version: 0,
  pending: null,
});

type Memory = {
  readonly seen: Seen;
  readonly rows: RowsSeen;
  readonly changed: Set<string>;
  writtenMs: number;
  /** Worked out again only when other documents are given. */
  readonly liveTags: (tags: readonly Tag[], known: Known) => readonly LiveTag[];
};

// per connection, only to spare repeated work: a process without it does the same
const memories = new WeakMap<ClickHouse, Memory>();
const memoryOf = (clickhouse: ClickHouse): Memory => {
  const found = memories.get(clickhouse);
  if (found !== undefined) return found;
  let read: { readonly tags: readonly Tag[]; readonly known: Known; readonly live: readonly LiveTag[] } | undefined;
  const memory: Memory = {
    seen: new Map(),
    rows: new Map(),
    changed: new Set(),
    writtenMs: -Infinity,
    liveTags: (tags, known) => {
      if (read?.tags !== tags || read.known !== known)
        read = { tags, known, live: tags.map((tag) => liveTag(tag, known)) };
      return read.live;
    },
  };
  memories.set(clickhouse, memory);
  return memory;
};
