import { randomUUID } from 'node:crypto';
import { type ClickHouse, type Clock, faultPoint, type Postgres, problem } from '#platform';
import { type Arrived, arrivedSince } from '../arrived-since.ts';
import { orderOf } from './order.ts';
import { reconcile, type Reconciled } from './reconcile.ts';
import { inputsOf, type Rule } from './rule.ts';
import { identityVersion, noteMoved, stageMoved, stageTouched } from './touched.ts';

export type DeriveDeps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  /** The workspace's clock: what stamps arrivals, and by which absences run out. */
  readonly clock: Clock;
};

export type DeriveReport = Reconciled & { readonly rules: number };

/** A row stamped by the collector may lie in its queue this long before the log shows it. */
const overlapMs = 20_000;

/**
 * One micro-batch over all rules: reads what arrived since the watermark, works out the derived events around it and
 * makes the log hold exactly those. The first run of a workspace starts at the beginning of time, so it is the history.
 * Safe to repeat from any point: the watermark moves when everything is written.
 */
export const derive = async (deps: DeriveDeps, rules: readonly Rule[]): Promise<DeriveReport> =>
  derivationLock(deps.postgres, () => deriveBatch(deps, rules));

/** Derivations one at a time, stream and backfill alike: each compares the log with what it read. Ends with its process. */
export const derivationLock = <T>(postgres: Postgres, work: () => Promise<T>): Promise<T> =>
  postgres.tx(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('derive'))`);
    return work();
  });

const deriveBatch = async (deps: DeriveDeps, rules: readonly Rule[]): Promise<DeriveReport> => {
  const { clickhouse, postgres, clock } = deps;
  const order = orderOf(rules);
  if (order.type === 'circle')
    throw problem('unprocessable', {
      detail: `derived events in a circle: ${order.names.join(' → ')}`,
      detailZh: `派生事件互相引用成环：${order.names.join(' → ')}`,
    });
  const state = await readState(postgres);
  const now = clock.now();
  const since = new Date(Math.max(0, Math.min(state.at.getTime(), now.getTime()) - overlapMs));
  // without rules nobody's past needs a second look, and over millions of people the look is dear
  const moved = rules.length === 0 ? undefined : await findMoved(clickhouse, state.identityVersion);
  const arrival = await arrivedSince(postgres, since);
  const arrived = await arrivedNames(clickhouse, arrival);
  const totals = { added: 0, retracted: 0, rules: 0 };
  for (const rule of order.rules) {
    const news = inputsOf(rule).some((name) => arrived.has(name)) || arrived.has('$derived_retracted');
    const span = { arrival, closedFromMs: Math.min(state.at.getTime(), now.getTime()), nowMs: now.getTime() };
    const scope = await stageTouched(clickhouse, rule, { run: randomUUID(), movedRun: moved?.run, news, span });
    if (scope === undefined) continue;
    const { added, retracted } = await reconcile(clickhouse, rule, scope, now);
    if (added > 0) arrived.add(rule.name);
    if (retracted > 0) arrived.add('$derived_retracted');
    totals.added += added;
    totals.retracted += retracted;
    totals.rules += 1;
  }
  faultPoint('derive/before-watermark');
  if (moved !== undefined) await noteMoved(clickhouse, state.identityVersion, moved.version);
  await writeState(postgres, { at: now, identityVersion: moved?.version ?? state.identityVersion });
  return totals;
};

const arrivedNames = async (clickhouse: ClickHouse, { condition, params }: Arrived): Promise<Set<string>> => {
  const rows = await clickhouse.query<{ name: string }>(`SELECT DISTINCT name FROM events WHERE ${condition}`, params);
  return new Set(rows.map(({ name }) => name));
};

/** The people who moved since a version of the identity map, staged; undefined when there are none. */
const findMoved = async (
  clickhouse: ClickHouse,
  sinceVersion: string,
): Promise<{ readonly run: string; readonly version: string } | undefined> => {
  const version = await identityVersion(clickhouse);
  if (BigInt(version) <= BigInt(sinceVersion)) return undefined;
  const run = randomUUID();
  await stageMoved(clickhouse, run, sinceVersion);
  return { run, version };
};

type State = { readonly at: Date; readonly identityVersion: string };

const readState = async (postgres: Postgres): Promise<State> =>
  (await postgres.queryOne<State>(`SELECT at, identity_version::text AS "identityVersion" FROM derivation_state`)) ?? {
    at: new Date(0),
    identityVersion: '0',
  };

const writeState = async (postgres: Postgres, { at, identityVersion }: State): Promise<void> => {
  await postgres.query(
    `INSERT INTO derivation_state (at, identity_version) VALUES ($1, $2)
     ON CONFLICT (only_row) DO UPDATE SET at = excluded.at, identity_version = excluded.identity_version`,
    [at, identityVersion],
  );
};
