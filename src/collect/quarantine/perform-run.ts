import { Readable } from 'node:stream';
import { type ClickHouse, faultPoint, type Progress, stableUuid } from '#platform';
import type { ContactKeeper } from '../collector.ts';
import type { LogWriter } from '../log-writer.ts';
import type { PlanCheck } from '../plan/live-plan.ts';
import { quarantineColumns, quarantineRow, sealingOnce } from '../quarantine.ts';
import type { Sealer } from '../sealer.ts';
import type { Erased } from '../tombstones/tombstones.ts';
import { parseBody } from './body.ts';
import { mend } from './mend.ts';
import { groupCondition, quarantineWithState, readGroup, type StoredRow } from './read.ts';
import { type QuarantineRuns, stateBefore } from './runs.ts';
import type { QuarantineRun } from './schemas.ts';
import { type FormatReaders, type ReadAgain, understandRow } from './understand-row.ts';

export type RunDeps = {
  readonly clickhouse: ClickHouse;
  readonly sealer: Sealer;
  readonly runs: QuarantineRuns;
  readonly events: LogWriter;
  readonly contacts: ContactKeeper;
  readonly readers: FormatReaders;
  readonly plan: PlanCheck;
  readonly progress: Progress;
  /** Who was erased and may not come back. */
  readonly erased?: Erased | undefined;
  /** Given when the run should end soon; it goes on where it was when it is performed again. */
  readonly signal?: AbortSignal | undefined;
};

const rowsAStep = 2_000;

/**
 * Performs a run from wherever it was. May be cut short and repeated anywhere: events go to the log before their rows
 * are marked, and the same row gives the same event id and the same received time, so an event written twice is one.
 */
export const performRun = async (id: string, deps: RunDeps): Promise<QuarantineRun> => {
  const run = await deps.runs.get(id);
  if (run.state === 'done') return run;
  const task = deps.progress.start(`quarantine ${run.action}`, run.rows);
  if (run.action === 'replay') {
    let after = await deps.runs.reached(id);
    task.set(run.tried);
    for (;;) {
      const rows = await readGroup(deps, { ...run.group, state: 'open', after, limit: rowsAStep });
      if (rows.length === 0) break;
      await replayRows(run, rows, deps);
      after = rows.at(-1)?.rowId;
      task.add(rows.length);
      if (after !== undefined) await deps.runs.note(id, { reached: after });
      if (deps.signal?.aborted) return deps.runs.get(id);
    }
  } else await markGroup(run, deps);
  const done = await deps.runs.note(id, { done: true });
  task.done(`${done.passed} of ${done.rows} rows`);
  return done;
};

const replayRows = async (run: QuarantineRun, rows: readonly StoredRow[], deps: RunDeps): Promise<void> => {
  const read = rows.map((row) => {
    const body = mend(parseBody(row.body), run.steps);
    return { row, body, again: understandRow(body, row, { readers: deps.readers, judge: deps.plan.check }) };
  });
  const passing = read.flatMap(({ again }) => {
    if (again.type !== 'passes') return [];
    // mended, it turns out to be about somebody who may not come back
    if (deps.erased?.has(again.keys) !== true) return [again];
    deps.erased.turnedAway(run.group.source, 1);
    return [];
  });
  await deps.contacts.keep(passing.flatMap(({ contacts }) => contacts));
  await deps.events.append(passing.map(({ line }) => line));
  faultPoint('quarantine/before-mark');
  await keepFailures(read, deps);
  const states = read.flatMap(({ row, again }) => {
    const state = stateAfter(row, again);
    const own = stateRow(row, state, run.id);
    // it may have lain under that reason before, and been dealt with there
    return state === 'moved' && again.type === 'fails'
      ? [own, stateRow({ ...row, reason: again.reason }, 'open', noRun)]
      : [own];
  });
  await deps.clickhouse.insert({ table: 'quarantine_states', rows: states, token: tokenOf(run, rows) });
  faultPoint('quarantine/after-mark');
};

/** A row that fails anew for another reason lies under that one from now on, as it was mended, its first body beside it. */
const keepFailures = async (
  read: readonly { readonly row: StoredRow; readonly body: unknown; readonly again: ReadAgain }[],
  { clickhouse, sealer }: RunDeps,
): Promise<void> => {
  const seal = sealingOnce(sealer);
  const lines = read.flatMap(({ row, body, again }) => {
    if (again.type === 'passes' || again.reason === row.reason) return [];
    const text = typeof body === 'string' ? row.body : JSON.stringify(body);
    const { reason, detail } = again;
    const { name: _, ...kept } = row;
    const first = row.firstBody ?? (text === row.body ? undefined : row.body);
    return [
      quarantineRow(
        { ...kept, reason, detail, body: text, ...(first === undefined ? {} : { firstBody: first }) },
        row.receivedAtMs,
        seal,
      ),
    ];
  });
  if (lines.length === 0) return;
  await clickhouse.insertRaw({
    table: 'quarantine',
    columns: quarantineColumns,
    format: 'JSONCompactEachRow',
    body: Readable.from(lines),
    // no token: sealing is never the same bytes twice; the table keeps one row of each
  });
};

const stateAfter = (row: StoredRow, again: ReadAgain): string => {
  if (again.type === 'passes') return 'replayed';
  return again.reason === row.reason ? 'open' : 'moved';
};

const noRun = '00000000-0000-0000-0000-000000000000';

const stateRow = ({ source, reason, rowId }: StoredRow, state: string, runId: string) => ({
  source,
  reason,
  row_id: rowId,
  state,
  run_id: runId,
});

const tokenOf = (run: QuarantineRun, rows: readonly StoredRow[]): string =>
  stableUuid('quarantine-run', run.id, rows[0]?.rowId ?? '', rows.at(-1)?.rowId ?? '', String(rows.length));

/** All rows of the group in one statement. */
const markGroup = async (run: QuarantineRun, { clickhouse }: RunDeps): Promise<void> => {
  const { condition, params } = groupCondition({ ...run.group, state: stateBefore(run.action) });
  await clickhouse.command(
    `INSERT INTO quarantine_states (source, reason, row_id, state, run_id)
     SELECT source, reason, row_id, {after:String}, {run:UUID} FROM (${quarantineWithState}) WHERE ${condition}`,
    { ...params, after: run.action === 'discard' ? 'discarded' : 'open', run: run.id },
  );
};
