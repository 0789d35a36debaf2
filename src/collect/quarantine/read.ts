import type { ClickHouse } from '#platform';
import { isoTime } from '../quarantine.ts';
import type { Sealer } from '../sealer.ts';
import { quarantineBody } from './body.ts';
import { reasonTitle } from './reason.ts';
import type { QuarantineAnswer, QuarantineGroup, QuarantineRowsAnswer, QuarantineState } from './schemas.ts';

/**
 * Every quarantined row with its state. `moved` rows lie under a new reason and are shown there alone.
 * One row is one (source, reason, row_id).
 */
export const quarantineWithState = `
  SELECT q.source AS source, q.reason AS reason, q.row_id AS row_id, q.name AS name, q.format AS format,
    q.detail AS detail, q.body AS body, q.first_body AS first_body, q.received_at AS received_at,
    if(s.state = '', 'open', s.state) AS state, s.run_id AS run_id
  FROM (SELECT * FROM quarantine FINAL) AS q
  LEFT JOIN (SELECT source, reason, row_id, state, run_id FROM quarantine_states FINAL) AS s
    ON s.source = q.source AND s.reason = q.reason AND s.row_id = q.row_id`;

type GroupRow = {
  readonly source: string;
  readonly reason: string;
  readonly name: string;
  readonly format: string;
  readonly rows: string;
  readonly first_seen: string;
  readonly last_seen: string;
};

/** What broke, by source, reason and event, the most frequent first. */
export const quarantineGroups = async (
  clickhouse: ClickHouse,
  state: QuarantineState = 'open',
): Promise<QuarantineAnswer> => {
  const [groups, totals] = await Promise.all([
    clickhouse.query<GroupRow>(
      `SELECT source, reason, name, any(format) AS format, count() AS rows,
         min(received_at) AS first_seen, max(received_at) AS last_seen
       FROM (${quarantineWithState}) WHERE state = {state:String}
       GROUP BY source, reason, name ORDER BY rows DESC, source, reason, name LIMIT 500`,
      { state },
    ),
    clickhouse.query<{ readonly state: string; readonly rows: string }>(
      `SELECT state, count() AS rows FROM (${quarantineWithState}) GROUP BY state`,
    ),
  ]);
  const inState = (wanted: QuarantineState): number => Number(totals.find((row) => row.state === wanted)?.rows ?? 0);
  return {
    groups: groups.map((row) => ({
      source: row.source,
      reason: row.reason,
      name: row.name,
      format: row.format,
      title: reasonTitle(row.reason),
      rows: Number(row.rows),
      firstSeen: isoTime(row.first_seen),
      lastSeen: isoTime(row.last_seen),
    })),
    total: inState(state),
    byState: { open: inState('open'), replayed: inState('replayed'), discarded: inState('discarded') },
  };
};

/** One row as it lies there, opened. */
export type StoredRow = {
  readonly rowId: string;
  readonly source: string;
  readonly reason: string;
  readonly name: string;
  readonly format: string;
  readonly detail: string;
  readonly body: string;
  /** As it first came, when it was mended and failed again. */
  readonly firstBody: string | undefined;
  readonly receivedAtMs: number;
  readonly state: QuarantineState;
};

export type GroupFilter = QuarantineGroup & { readonly state: QuarantineState };

/** The condition over `quarantineWithState` and its parameters. */
export const groupCondition = (filter: GroupFilter) => ({
  condition: `source = {source:String} AND reason = {reason:String} AND state = {state:String}
    ${filter.name === undefined ? '' : 'AND name = {name:String}'}
    ${filter.rowIds === undefined ? '' : 'AND row_id IN {rowIds:Array(UUID)}'}`,
  params: {
    source: filter.source,
    reason: filter.reason,
    state: filter.state,
    name: filter.name ?? '',
    rowIds: filter.rowIds ?? [],
  },
});

type Row = {
  readonly row_id: string;
  readonly source: string;
  readonly reason: string;
  readonly name: string;
  readonly format: string;
  readonly detail: string;
  readonly body: string;
  readonly first_body: string;
  readonly received_at: string;
  readonly state: QuarantineState;
};

export type QuarantineReader = { readonly clickhouse: ClickHouse; readonly sealer: Sealer };

/** Rows of a group in the order of their ids, from after `after`, whole. */
export const readGroup = async (
  { clickhouse, sealer }: QuarantineReader,
  filter: GroupFilter & { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly StoredRow[]> => {
  const { condition, params } = groupCondition(filter);
  const rows = await clickhouse.query<Row>(
    `SELECT row_id, source, reason, name, format, detail, body, first_body, received_at, state
     FROM (${quarantineWithState})
     WHERE ${condition} ${filter.after === undefined ? '' : 'AND row_id > {after:UUID}'}
     ORDER BY row_id LIMIT {limit:UInt32}`,
    { ...params, after: filter.after ?? '', limit: filter.limit },
  );
  return rows.map((row) => ({
    rowId: row.row_id,
    source: row.source,
    reason: row.reason,
    name: row.name,
    format: row.format,
    detail: quarantineBody.open(sealer, row.detail),
    body: quarantineBody.open(sealer, row.body),
    firstBody: row.first_body === '' ? undefined : quarantineBody.open(sealer, row.first_body),
    receivedAtMs: Date.parse(isoTime(row.received_at)),
    state: row.state,
  }));
};

export const countGroup = async (clickhouse: ClickHouse, filter: GroupFilter): Promise<number> => {
  const { condition, params } = groupCondition(filter);
  const row = await clickhouse.queryOne<{ readonly rows: string }>(
    `SELECT count() AS rows FROM (${quarantineWithState}) WHERE ${condition}`,
    params,
  );
  return Number(row?.rows ?? 0);
};

/** A page of a group's rows. */
export const quarantineRows = async (
  reader: QuarantineReader,
  filter: Omit<GroupFilter, 'state'> & {
    readonly state?: QuarantineState;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<QuarantineRowsAnswer> => {
  const rows = await readGroup(reader, { ...filter, state: filter.state ?? 'open' });
  return {
    rows: rows.map(({ rowId, firstBody, receivedAtMs, ...row }) => ({
      ...row,
      id: rowId,
      firstBody: firstBody ?? null,
      receivedAt: new Date(receivedAtMs).toISOString(),
    })),
    next: rows.length === filter.limit ? (rows.at(-1)?.rowId ?? null) : null,
  };
};
