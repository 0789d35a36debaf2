import { faultPoint, type Progress } from '#platform';
import { derivationLock, type DeriveDeps } from './derive.ts';
import { reconcile, type Reconciled } from './reconcile.ts';
import { inputsOf, type Rule } from './rule.ts';

export type BackfillReport = Reconciled & { readonly name: string };

/** So many input events a step: what a window over them needs in memory stays below some hundred MiB. */
const eventsAStep = 2_000_000;

/**
 * The rule over the whole log, in parts of its people. Cut off, it goes on after the last finished part; repeated, it
 * changes nothing. The stream goes on between the parts.
 */
export const backfill = async (
  deps: DeriveDeps,
  {
    rule,
    hash,
    progress,
  }: {
    readonly rule: Rule;
    /** Of the document: another content starts anew. */ readonly hash: string;
    readonly progress: Progress;
  },
): Promise<BackfillReport> => {
  const { clickhouse, postgres, clock } = deps;
  const count = await clickhouse.queryOne<{ events: string }>(
    'SELECT count() AS events FROM events WHERE name IN {inputs:Array(String)}',
    { inputs: inputsOf(rule) },
  );
  const of = Math.max(2, Math.ceil(Number(count?.events ?? 0) / eventsAStep));
  const [open] = await postgres.query<{ buckets: number; done: number; added: number; retracted: number }>(
    `INSERT INTO derivation_backfills (name, hash, buckets) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET
       buckets = CASE WHEN ${goesOn} THEN derivation_backfills.buckets ELSE excluded.buckets END,
       done = CASE WHEN ${goesOn} THEN derivation_backfills.done ELSE 0 END,
       added = CASE WHEN ${goesOn} THEN derivation_backfills.added ELSE 0 END,
       retracted = CASE WHEN ${goesOn} THEN derivation_backfills.retracted ELSE 0 END,
       hash = excluded.hash, finished_at = NULL
     RETURNING buckets, done, added::integer, retracted::integer`,
    [rule.name, hash, of],
  );
  const state = open ?? { buckets: of, done: 0, added: 0, retracted: 0 };
  const task = progress.start(rule.name, state.buckets);
  task.set(state.done);
  const totals = { added: state.added, retracted: state.retracted };
  for (let index = state.done; index < state.buckets; index++) {
    const { added, retracted } = await derivationLock(postgres, () =>
      reconcile(clickhouse, rule, { type: 'bucket', index, of: state.buckets }, clock.now()),
    );
    totals.added += added;
    totals.retracted += retracted;
    await postgres.query('UPDATE derivation_backfills SET done = $2, added = $3, retracted = $4 WHERE name = $1', [
      rule.name,
      index + 1,
      totals.added,
      totals.retracted,
    ]);
    faultPoint('derive/backfill-step');
    task.add(1);
  }
  await postgres.query('UPDATE derivation_backfills SET finished_at = $2 WHERE name = $1', [rule.name, clock.now()]);
  task.done(`${totals.added.toLocaleString('en')} events`);
  return { name: rule.name, ...totals };
};

const goesOn = 'derivation_backfills.hash = excluded.hash AND derivation_backfills.finished_at IS NULL';
