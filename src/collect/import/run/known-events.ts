import type { ClickHouse } from '#platform';
import type { Mapping } from '../mapping.ts';
import type { RowQuery } from '../sql/row-sql.ts';
import { mappingSettings } from './mapping-settings.ts';

/** Whether the log holds anything of a source. An event's id is made of its source: without, every row is new. */
export const hasEventsOf = async (clickhouse: ClickHouse, source: string): Promise<boolean> =>
  (await clickhouse.queryOne('SELECT 1 FROM events WHERE source = {source:String} LIMIT 1', { source })) !== undefined;

/**
 * How many of a piece's events stand in the log already. To be asked before the piece is written: a row written again takes
 * the place of the one before.
 *
 * @param rows of the mapping, as `rowSql` gives them
 */
export const countKnown = async (
  clickhouse: ClickHouse,
  rows: RowQuery,
  { source, events }: Pick<Mapping, 'source' | 'events'>,
): Promise<number> => {
  const [row] = await clickhouse.query<{ n: string }>(
    `SELECT uniqExact(event_id) AS n FROM events
     WHERE name IN {known_names:Array(String)} AND source = {known_source:String}
       AND event_id GLOBAL IN (SELECT event_id FROM (${rows.sql}) WHERE reason = '')`,
    { ...rows.params, known_names: events.map(({ name }) => name), known_source: source },
    mappingSettings,
  );
  return Number(row?.n ?? 0);
};
