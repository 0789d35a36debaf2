import { type ClickHouse, faultPoint } from '#platform';
import type { ContactKeeper } from '../../collector.ts';
import { isSensitive, keyOf, namesSomebody, type Pseudonymizer } from '../../identifiers.ts';
import { eventColumns } from '../../log-event.ts';
import type { EffectivePlan } from '../../plan/read-definitions.ts';
import type { SetAside } from '../../quarantine.ts';
import type { Contact } from '../../segment-people.ts';
import { type Erased, erasedSql } from '../../tombstones/tombstones.ts';
import { columnsOf, type Mapping } from '../mapping.ts';
import { cellLayer } from '../sql/cell-sql.ts';
import { isReadByGyre } from '../sql/identifier-sql.ts';
import { createParameters } from '../sql/parameters.ts';
import { rowSql } from '../sql/row-sql.ts';
import type { Chunk } from '../stage/segment.ts';
import { countKnown } from './known-events.ts';
import { mappingSettings } from './mapping-settings.ts';
import { stagedRows } from './staged.ts';

/** Lines of one insert. More make fewer parts, and take more memory: about 1 KB a row while the insert runs. */
export const chunkLines = 131_072;

export type ChunkDeps = {
  readonly clickhouse: ClickHouse;
  readonly pseudonymizer: Pseudonymizer;
  readonly contacts: ContactKeeper;
  readonly setAside: (rows: readonly SetAside[]) => Promise<void>;
  /** Who was erased and may not come back; without it, nobody was. */
  readonly erased?: Erased | undefined;
};

export type ChunkOf = {
  readonly run: string;
  readonly mapping: Mapping;
  readonly receivedAt: Date;
  readonly plan: EffectivePlan;
  /** Is told before a piece is written how many of its events the log has; left out where it can have none. */
  readonly noteKnown?: ((chunk: number, count: () => Promise<number>) => Promise<void>) | undefined;
};

/** As one block under one token: an insert repeated after a kill counts once, in the log and beside it. */
export const chunkSettings = (token: string) =>
  ({
    insert_deduplication_token: token,
    max_threads: 1,
    max_insert_threads: '1',
    min_insert_block_size_rows: '10000000',
    min_insert_block_size_bytes: '10000000000',
    // a file of twenty years has more months than the engine likes in one insert
    max_partitions_per_insert_block: '0',
    ...mappingSettings,
    output_format_json_escape_forward_slashes: 0,
  }) as const;

/**
 * Writes a chunk: contacts sealed, events in the log, refused rows in the sealed quarantine. Each step may be repeated.
 * Answers how many rows were refused.
 */
export const writeChunk = async (chunk: Chunk, of: ChunkOf, deps: ChunkDeps): Promise<number> => {
  const { clickhouse } = deps;
  const found = await readPeople(chunk, of, deps);
  const anyErased = deps.erased?.any() === true;
  if (!anyErased) await keepContacts(found, deps);
  faultPoint('import/after-people');
  const query = rowSql({
    mapping: of.mapping,
    format: chunk.format,
    rows: stagedRows(of.run, [chunk]),
    people: (parameters) =>
      `SELECT type, value, stored FROM import_people WHERE run = ${parameters.add('UUID', of.run)} AND chunk = ${parameters.add('UInt32', chunk.index)}`,
    receivedAt: of.receivedAt,
    plan: of.plan,
  });
  await of.noteKnown?.(chunk.index, () => countKnown(clickhouse, query, of.mapping));
  const columns = ['reason', 'detail', 'body', ...eventColumns].join(', ');
  const gone =
    deps.erased !== undefined && anyErased ? withoutErased(query.sql, deps.erased) : { sql: query.sql, params: {} };
  await clickhouse.command(
    `INSERT INTO import_fork (run, chunk, ${columns}) SELECT {run:UUID}, {chunk:UInt32}, ${columns} FROM (${gone.sql})`,
    { ...query.params, ...gone.params, run: of.run, chunk: chunk.index },
    chunkSettings(`${of.run}:${chunk.index}`),
  );
  faultPoint('import/after-insert');
  if (anyErased) await keepContacts(await ofPlacedRows(found, chunk, of, deps), deps);
  const refused = await setRefusedAside(chunk, of, deps);
  faultPoint('import/after-quarantine');
  return refused;
};

/** Identifiers the engine cannot read: each distinct value comes to Gyre once, its stored form goes back. */
const readPeople = async (
  chunk: Chunk,
  { run, mapping }: ChunkOf,
  { clickhouse, pseudonymizer }: ChunkDeps,
): Promise<readonly Contact[]> => {
  const types = Object.keys(mapping.ids).filter(isReadByGyre);
  if (types.length === 0) return [];
  const parameters = createParameters();
  const columns = columnsOf(mapping);
  const cells = cellLayer({ format: chunk.format, columns, rows: stagedRows(run, [chunk])(parameters), parameters });
  const pairs = types.map((type) => `(${parameters.text(type)}, c${columns.indexOf(mapping.ids[type] ?? '')})`);
  const found = await clickhouse.query<{ type: string; value: string }>(
    `SELECT pair.1 AS type, pair.2 AS value FROM (SELECT DISTINCT arrayJoin([${pairs.join(', ')}]) AS pair FROM (${cells})) WHERE value != ''`,
    parameters.values,
    mappingSettings,
  );
  const read = found.map(({ type, value }) => ({
    type,
    value,
    stored: namesSomebody(value) ? pseudonymizer.stored(type, value) : '',
  }));
  await clickhouse.insert({
    table: 'import_people',
    rows: read.map((row) => ({ run, chunk: chunk.index, ...row })),
  });
  return read.filter(({ type, stored }) => stored !== '' && isSensitive(type));
};

const keepContacts = async (found: readonly Contact[], { contacts }: ChunkDeps): Promise<void> => {
  for (let at = 0; at < found.length; at += 5_000) await contacts.keep(found.slice(at, at + 5_000));
};

/** Without those that only an erased person's rows brought along: a new number beside an old customer id. */
const ofPlacedRows = async (
  found: readonly Contact[],
  { index }: Chunk,
  { run }: ChunkOf,
  { clickhouse }: ChunkDeps,
): Promise<readonly Contact[]> => {
  const rows = await clickhouse.query<{ id_key: string }>(
    `SELECT DISTINCT arrayJoin(splitByChar(' ', body)) AS id_key FROM import_refused
     WHERE run = {run:UUID} AND chunk = {chunk:UInt32} AND reason = {reason:String}`,
    { run, chunk: index, reason: erasedReason },
  );
  if (rows.length === 0) return found;
  const seen = await clickhouse.query<{ id_key: string }>(
    'SELECT DISTINCT id_key FROM identifiers WHERE id_key IN {keys:Array(UInt64)}',
    { keys: rows.map((row) => row.id_key) },
  );
  const dropped = new Set(rows.map((row) => row.id_key));
  for (const { id_key: key } of seen) dropped.delete(key);
  return found.filter(({ type, stored }) => !dropped.has(keyOf(type, stored)));
};

/** Rows of erased people go the way of refused ones, without what they say: they are counted there, and forgotten with the staged file. */
const withoutErased = (sql: string, { key }: Erased) => {
  const erased = erasedSql('id_keys', key);
  const keys = "arrayStringConcat(arrayMap(k -> toString(k), row.id_keys), ' ')";
  const emptied = [`if(gone, '', row.detail) AS detail`, `if(gone, ${keys}, row.body) AS body`];
  return {
    sql: `SELECT row.* EXCEPT (reason, detail, body), if(gone, '${erasedReason}', row.reason) AS reason, ${emptied.join(', ')}
      FROM (SELECT *, ${erased.sql} AS gone FROM (${sql})) AS row`,
    params: erased.params,
  };
};
const erasedReason = '$erased';

const refusedAtOnce = 10_000;

/** Refused rows go through Gyre, because the quarantine is sealed with a key the engine does not have. */
const setRefusedAside = async (
  { index }: Chunk,
  { run, mapping }: ChunkOf,
  { clickhouse, setAside, erased }: ChunkDeps,
): Promise<number> => {
  type Refused = { row_id: string; name: string; reason: string; detail: string; body: string };
  const page = (after: string): Promise<readonly Refused[]> =>
    clickhouse.query<Refused>(
      `SELECT row_id, name, reason, detail, body FROM import_refused
       WHERE run = {run:UUID} AND chunk = {chunk:UInt32} AND row_id > {after:UUID} ORDER BY row_id LIMIT ${refusedAtOnce}`,
      { run, chunk: index, after },
    );
  const { source } = mapping;
  const format = `import:${source}`;
  let count = 0;
  let rows = await page('00000000-0000-0000-0000-000000000000');
  while (rows.length > 0) {
    const [placed, gone] = [
      rows.filter(({ reason }) => reason !== erasedReason),
      rows.filter(({ reason }) => reason === erasedReason),
    ];
    if (gone.length > 0) erased?.turnedAway(source, gone.length);
    const kept = setAside(
      placed.map(({ row_id: rowId, name, reason, detail, body }) => ({
        rowId,
        name,
        reason,
        detail,
        body,
        source,
        format,
      })),
    );
    count += rows.length;
    const last = rows.at(-1);
    // the next page is read while this one goes to disk
    const [next] = await Promise.all([rows.length < refusedAtOnce ? [] : page(last?.row_id ?? ''), kept]);
    rows = next;
  }
  return count;
};
