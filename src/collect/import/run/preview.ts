import type { ClickHouse } from '#platform';
import { reasonTitle } from '../../quarantine/reason.ts';
import { namesSomebody, type Pseudonymizer } from '../../identifiers.ts';
import type { EffectivePlan } from '../../plan/read-definitions.ts';
import { columnsOf, type Mapping } from '../mapping.ts';
import { cellLayer, type RowFormat } from '../sql/cell-sql.ts';
import { isReadByGyre } from '../sql/identifier-sql.ts';
import { createParameters } from '../sql/parameters.ts';
import { rowSql } from '../sql/row-sql.ts';
import { chunksOf, type LineRange } from '../stage/segment.ts';
import type { ImportPreview, PreviewRow } from '../schemas.ts';
import type { ImportRun } from './run-store.ts';
import { mappingSettings } from './mapping-settings.ts';
import { stagedRows } from './staged.ts';

/** Rows that are judged; beyond them a preview speaks of the first ones only, and says so. */
const judgedRows = 2_000_000;
const sampleRows = 20;

type Args = {
  readonly run: ImportRun;
  readonly mapping: Mapping;
  readonly plan: EffectivePlan;
  readonly receivedAt: Date;
};
type Deps = { readonly clickhouse: ClickHouse; readonly pseudonymizer: Pseudonymizer };

/** What an import of the staged rows would do. Changes nothing, in the log or anywhere. */
export const previewRun = async ({ run, mapping, plan, receivedAt }: Args, deps: Deps): Promise<ImportPreview> => {
  const { clickhouse } = deps;
  const tally = new Map<string, number>();
  const total = { events: 0, alreadyLogged: 0, people: 0, newPeople: 0, judged: 0 };
  let sample: readonly PreviewRow[] = [];
  for (const chunk of chunksOf(run.segments, judgedRows)) {
    if (total.judged >= judgedRows) break;
    const few = await judge({
      ...deps,
      run,
      mapping,
      plan,
      receivedAt,
      range: chunk,
      format: chunk.format,
      limit: sampleRows,
    });
    if (sample.length === 0)
      sample = rowsOf(
        await clickhouse.query<StoredRow>(sampleSql(few.sql), few.params, {
          output_format_json_quote_64bit_integers: 0,
        }),
      );
    // personal identifiers are many, and only the first rows show them: for the counts any stand-in does
    const all = rowSql({
      mapping,
      format: chunk.format,
      rows: stagedRows(run.id, [chunk]),
      people: standIns(run.id, chunk, chunk.format, mapping),
      receivedAt,
      plan,
    });
    const counts = await clickhouse.query<{ reason: string; rows: string }>(
      `SELECT reason, count() AS rows FROM (${all.sql}) GROUP BY reason`,
      all.params,
      mappingSettings,
    );
    for (const { reason, rows } of counts) tally.set(reason, (tally.get(reason) ?? 0) + Number(rows));
    const known = await clickhouse.query<{ logged: string; people: string; fresh: string }>(
      `SELECT countIf(event_id IN (SELECT event_id FROM events WHERE source = {source_known:String})) AS logged,
         uniqExact(id_key) AS people,
         uniqExactIf(id_key, id_key NOT IN (SELECT id_key FROM events)) AS fresh
       FROM (SELECT event_id, id_key FROM (${all.sql}) WHERE reason = '')`,
      { ...all.params, source_known: mapping.source },
      mappingSettings,
    );
    total.judged += counts.reduce((sum, { rows }) => sum + Number(rows), 0);
    total.alreadyLogged += Number(known[0]?.logged ?? 0);
    total.people += Number(known[0]?.people ?? 0);
    total.newPeople += Number(known[0]?.fresh ?? 0);
  }
  total.events = tally.get('') ?? 0;
  tally.delete('');
  return {
    rows: run.lines,
    ...total,
    quarantined: [...tally.values()].reduce((sum, rows) => sum + rows, 0),
    reasons: Object.fromEntries([...tally].toSorted(([, a], [, b]) => b - a)),
    titles: Object.fromEntries([...tally.keys()].map((reason) => [reason, reasonTitle(reason)])),
    sample,
  };
};

type Judged = Args & Deps & { readonly range: LineRange; readonly format: RowFormat; readonly limit: number };

/** The first rows as they would be stored, their personal identifiers read by Gyre. */
const judge = async ({ clickhouse, pseudonymizer, run, mapping, plan, receivedAt, range, format, limit }: Judged) => {
  const types = Object.keys(mapping.ids).filter(isReadByGyre);
  const known =
    types.length === 0 ? [] : await readIdentifiers({ clickhouse, run, mapping, range, format, limit, types });
  const read = known.map(({ type, value }) => [
    type,
    value,
    namesSomebody(value) ? pseudonymizer.stored(type, value) : '',
  ]);
  return rowSql({
    mapping,
    format,
    rows: stagedRows(run.id, [range], limit),
    people: (parameters) =>
      `SELECT each.1 AS type, each.2 AS value, each.3 AS stored FROM (SELECT arrayJoin(${parameters.add('Array(Array(String))', read)}) AS list, (list[1], list[2], list[3]) AS each)`,
    receivedAt,
    plan,
  });
};

const readIdentifiers = ({
  clickhouse,
  run,
  mapping,
  range,
  format,
  limit,
  types,
}: Pick<Judged, 'clickhouse' | 'run' | 'mapping' | 'range' | 'format' | 'limit'> & {
  readonly types: readonly string[];
}) => {
  const parameters = createParameters();
  const columns = columnsOf(mapping);
  const cells = cellLayer({ format, columns, rows: stagedRows(run.id, [range], limit)(parameters), parameters });
  const pairs = types.map((type) => `(${parameters.text(type)}, c${columns.indexOf(mapping.ids[type] ?? '')})`);
  return clickhouse.query<{ type: string; value: string }>(
    `SELECT pair.1 AS type, pair.2 AS value FROM (SELECT DISTINCT arrayJoin([${pairs.join(', ')}]) AS pair FROM (${cells})) WHERE value != ''`,
    parameters.values,
  );
};

/** Every personal value as itself: right for counting rows, never stored. */
const standIns =
  (run: string, range: LineRange, format: RowFormat, mapping: Mapping) =>
  (parameters: Parameters<ReturnType<typeof stagedRows>>[0]): string => {
    const columns = columnsOf(mapping);
    const types = Object.keys(mapping.ids).filter(isReadByGyre);
    const pairs = types.map((type) => `(${parameters.text(type)}, c${columns.indexOf(mapping.ids[type] ?? '')})`);
    const cells = cellLayer({ format, columns, rows: stagedRows(run, [range])(parameters), parameters });
    return `SELECT pair.1 AS type, pair.2 AS value, pair.2 AS stored FROM (SELECT DISTINCT arrayJoin([${pairs.join(', ')}]) AS pair FROM (${cells}))`;
  };

type StoredRow = {
  readonly reason: string;
  readonly detail: string;
  readonly body: string;
  readonly name: string;
  readonly at: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly value: string | null;
  readonly currency: string;
};

const sampleSql = (sql: string): string =>
  `SELECT reason, detail, body, name, formatDateTime(ts, '%Y-%m-%dT%H:%i:%SZ') AS at, ids, properties, value, currency FROM (${sql}) ORDER BY n`;

const rowsOf = (rows: readonly StoredRow[]): readonly PreviewRow[] =>
  rows.map(({ reason, detail, body, name, at, ids, properties, value, currency }) =>
    reason === ''
      ? { type: 'event', name, at, ids, properties, value: value === null ? null : Number(value), currency }
      : { type: 'refused', reason, detail, body },
  );
