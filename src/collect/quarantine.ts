import { type ClickHouse, type Clock, stableUuid } from '#platform';
import type { Words } from '../platform/schemas.ts';
import { eventColumns } from './log-event.ts';
import type { LogWriter, RefusedLine } from './log-writer.ts';
import type { QuarantineAnswer, QuarantineRowsAnswer } from './schemas.ts';

/** A row nobody could place. `rowId` is the same for the same row, so that a repeated import does not double it. */
export type SetAside = {
  readonly rowId: string;
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  readonly body: string;
};

/** The columns of a line, in its order. */
export const quarantineColumns = ['row_id', 'source', 'reason', 'detail', 'body', 'received_at'] as const;

/** A line of JSONCompactEachRow for the table `quarantine`. */
export const quarantineRow = (row: SetAside, receivedAt: number): string =>
  `${JSON.stringify([
    row.rowId,
    row.source,
    row.reason,
    // half a surrogate pair, the sender's or the cut's, would make the store refuse this row too
    row.detail.slice(0, 500).toWellFormed(),
    row.body.toWellFormed(),
    (receivedAt / 1000).toFixed(3),
  ])}\n`;

/** Where the event log's writer puts lines the store refuses: the row as it was to be stored, under its source. */
export const refusedEvents =
  (quarantine: LogWriter, clock: Clock) =>
  (refused: readonly RefusedLine[]): Promise<void> =>
    quarantine.append(
      refused.map(({ line, words }) => {
        // our own line, so it parses; its columns get their names back for those who read it
        const values: readonly unknown[] = JSON.parse(line);
        const row = Object.fromEntries(eventColumns.map((column, index) => [column, values[index]]));
        const body = JSON.stringify(row);
        const source = String(row['source']);
        const rowId = stableUuid('refused', source, String(row['event_id']));
        return quarantineRow({ rowId, source, reason: 'refused_by_store', detail: words, body }, clock.now().getTime());
      }),
    );

/** What broke, by source and reason, the most frequent first. */
export const quarantineGroups = async (clickhouse: ClickHouse): Promise<QuarantineAnswer> => {
  const groups = await clickhouse.query<{ source: string; reason: string; rows: string; last_seen: string }>(`
    SELECT source, reason, count() AS rows, max(received_at) AS last_seen
    FROM quarantine FINAL
    GROUP BY source, reason
    ORDER BY rows DESC, source, reason
    LIMIT 500`);
  return {
    groups: groups.map((row) => ({
      source: row.source,
      reason: row.reason,
      title: reasonTitle(row.reason),
      rows: Number(row.rows),
      lastSeen: isoTime(row.last_seen),
    })),
    total: groups.reduce((sum, row) => sum + Number(row.rows), 0),
  };
};

export const quarantineRows = async (
  clickhouse: ClickHouse,
  filter: { readonly source: string; readonly reason: string; readonly limit: number },
): Promise<QuarantineRowsAnswer> => {
  const rows = await clickhouse.query<{
    row_id: string;
    source: string;
    reason: string;
    detail: string;
    body: string;
    received_at: string;
  }>(
    `SELECT row_id, source, reason, detail, body, received_at
     FROM quarantine FINAL
     WHERE source = {source:String} AND reason = {reason:String}
     ORDER BY received_at DESC, row_id
     LIMIT {limit:UInt32}`,
    filter,
  );
  return {
    rows: rows.map((row) => ({
      id: row.row_id,
      source: row.source,
      reason: row.reason,
      detail: row.detail,
      body: row.body,
      receivedAt: isoTime(row.received_at),
    })),
  };
};

/** ClickHouse's UTC text as ISO 8601. */
export const isoTime = (text: string): string => `${text.replace(' ', 'T')}Z`;

const reasonTitle = (reason: string): Words => {
  const known = reasonTitles.find(([prefix]) => reason === prefix || reason.startsWith(`${prefix}:`));
  const about = reason.includes(':') ? ` (${reason.slice(reason.indexOf(':') + 1)})` : '';
  if (known) return { zh: known[1].zh + about, en: known[1].en + about };
  const field = reason.replace(/^invalid_/, '');
  return { zh: `字段不合规：${field}`, en: `Not valid: ${field}` };
};

const reasonTitles: readonly (readonly [string, Words])[] = [
  ['missing_identifier', { zh: '没有任何身份标识', en: 'Nobody is named' }],
  ['invalid_userId', { zh: '没有任何身份标识', en: 'Nobody is named' }],
  ['invalid_time', { zh: '时间无法识别', en: 'The time cannot be read' }],
  ['invalid_timestamp', { zh: '时间无法识别或超出范围', en: 'The time cannot be read or is out of range' }],
  ['invalid_number', { zh: '数字无法识别', en: 'A number cannot be read' }],
  ['rule_failed', { zh: '不满足映射中的规则', en: 'A rule of the mapping does not hold' }],
  ['malformed_row', { zh: '行的格式损坏', en: 'The row is broken' }],
  ['payload_too_large', { zh: '单条事件超过 32 KB', en: 'The event is larger than 32 KB' }],
  ['nested_too_deep', { zh: '嵌套层级过深', en: 'Nested too deep' }],
  ['refused_by_store', { zh: '存储引擎拒绝写入', en: 'The store refused the row' }],
  ['invalid_event', { zh: '事件名缺失或不允许', en: 'The event name is missing or not allowed' }],
];
