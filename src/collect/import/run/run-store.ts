import { randomUUID } from 'node:crypto';
import { failureWords, type Postgres } from '#platform';
import type { Reading, Segment } from '../stage/segment.ts';
import type { ImportReport, ImportRunAnswer } from '../schemas.ts';
import type { Mapping } from '../mapping.ts';

/** `reading` its source, `read` and waiting for a mapping, `writing` to the log, then one of three ends. */
export type RunState = 'reading' | 'read' | 'writing' | 'done' | 'failed' | 'discarded';

/** An import as PostgreSQL knows it: what it reads, how far it is, what came of it. */
export type ImportRun = {
  readonly id: string;
  /** The same for the same mapping and source: running it again goes on with an unfinished one. */
  readonly key: string;
  readonly title: string;
  readonly byWhom: string | null;
  readonly source: string;
  readonly mapping: Mapping | null;
  readonly reading: Reading;
  readonly state: RunState;
  /** How often reading began. */
  readonly attempt: number;
  readonly segments: readonly Segment[];
  readonly lines: number;
  readonly bytes: number;
  readonly chunks: number | null;
  readonly doneChunks: readonly number[];
  /** Of each piece how many of its events the log had before it was written; null where it can have none. */
  readonly known: Readonly<Record<string, number>> | null;
  readonly report: ImportReport | null;
  /** The greatest value of the cursor column that was read. */
  readonly cursor: string | null;
  /** As `failureText` keeps it. */
  readonly error: string | null;
  readonly receivedAt: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

export type { ImportReport };

/** A run as people see it. */
export const runAnswer = (run: ImportRun): ImportRunAnswer => ({
  id: run.id,
  title: run.title,
  source: run.source,
  byWhom: run.byWhom,
  state: run.state,
  rows: run.lines,
  bytes: run.bytes,
  done: run.doneChunks.length,
  pieces: run.chunks,
  report: run.report,
  error: run.error === null ? null : failureWords(run.error),
  startedAt: run.startedAt.toISOString(),
  finishedAt: run.finishedAt?.toISOString() ?? null,
});

const columns = `id, key, title, by_whom AS "byWhom", source, mapping, reading, state, attempt, segments, lines, bytes, chunks,
  done_chunks AS "doneChunks", known, report, cursor, error, received_at AS "receivedAt", started_at AS "startedAt",
  finished_at AS "finishedAt"`;

export type NewRun = Pick<ImportRun, 'key' | 'title' | 'byWhom' | 'source' | 'mapping' | 'reading' | 'receivedAt'>;

export type RunStore = {
  readonly create: (run: NewRun) => Promise<ImportRun>;
  readonly find: (id: string) => Promise<ImportRun | undefined>;
  /** The unfinished run of a key, if there is one. */
  readonly unfinished: (key: string) => Promise<ImportRun | undefined>;
  /** Where the last finished run of a query ended. */
  readonly cursorOf: (key: string) => Promise<string | undefined>;
  readonly latest: (limit: number) => Promise<readonly ImportRun[]>;
  readonly update: (id: string, change: Partial<ImportRun>) => Promise<void>;
  readonly chunkDone: (id: string, chunk: number) => Promise<void>;
  readonly chunkKnown: (id: string, chunk: number, events: number) => Promise<void>;
  /** Unfinished runs nobody has touched for this many days. */
  readonly forgotten: (days: number) => Promise<readonly ImportRun[]>;
};

const columnOf = {
  mapping: 'mapping',
  source: 'source',
  state: 'state',
  attempt: 'attempt',
  segments: 'segments',
  lines: 'lines',
  bytes: 'bytes',
  chunks: 'chunks',
  known: 'known',
  report: 'report',
  cursor: 'cursor',
  error: 'error',
  finishedAt: 'finished_at',
} as const;
const asJson: ReadonlySet<string> = new Set(['mapping', 'segments', 'known', 'report']);
const isColumn = (name: string): name is keyof typeof columnOf => name in columnOf;

export const createRunStore = (postgres: Postgres): RunStore => ({
  create: async (run) => {
    const id = randomUUID();
    await postgres.query(
      `INSERT INTO imports (id, key, title, by_whom, source, mapping, reading, state, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'reading', $8)`,
      [
        id,
        run.key,
        run.title.slice(0, 500),
        run.byWhom,
        run.source,
        run.mapping === null ? null : JSON.stringify(run.mapping),
        JSON.stringify(run.reading),
        run.receivedAt,
      ],
    );
    const created = await postgres.queryOne<ImportRun>(`SELECT ${columns} FROM imports WHERE id = $1`, [id]);
    if (created === undefined) throw new Error(`import ${id} vanished`);
    return created;
  },
  find: (id) => postgres.queryOne<ImportRun>(`SELECT ${columns} FROM imports WHERE id = $1`, [id]),
  unfinished: (key) =>
    postgres.queryOne<ImportRun>(
      `SELECT ${columns} FROM imports WHERE key = $1 AND state IN ('reading', 'read', 'writing')
       ORDER BY started_at DESC LIMIT 1`,
      [key],
    ),
  cursorOf: async (key) =>
    (
      await postgres.queryOne<{ cursor: string }>(
        `SELECT cursor FROM imports WHERE key = $1 AND state = 'done' AND cursor IS NOT NULL ORDER BY finished_at DESC LIMIT 1`,
        [key],
      )
    )?.cursor,
  latest: (limit) =>
    postgres.query<ImportRun>(`SELECT ${columns} FROM imports ORDER BY started_at DESC LIMIT $1`, [limit]),
  update: async (id, change) => {
    const given = Object.entries(change).filter(([name]) => isColumn(name));
    const sets = given.map(([name], index) => `${isColumn(name) ? columnOf[name] : ''} = $${index + 2}`);
    const values = given.map(([name, value]) => (asJson.has(name) ? JSON.stringify(value) : value));
    await postgres.query(`UPDATE imports SET ${[...sets, 'updated_at = now()'].join(', ')} WHERE id = $1`, [
      id,
      ...values,
    ]);
  },
  chunkDone: async (id, chunk) => {
    await postgres.query(
      `UPDATE imports SET done_chunks = array_append(array_remove(done_chunks, $2), $2), updated_at = now() WHERE id = $1`,
      [id, chunk],
    );
  },
  chunkKnown: async (id, chunk, events) => {
    await postgres.query(
      `UPDATE imports SET known = known || jsonb_build_object($2::text, $3::int), updated_at = now() WHERE id = $1`,
      [id, chunk, events],
    );
  },
  forgotten: (days) =>
    postgres.query<ImportRun>(
      `SELECT ${columns} FROM imports WHERE state IN ('reading', 'read', 'writing') AND updated_at < now() - $1 * interval '1 day'`,
      [days],
    ),
});
