import { type ClickHouse, faultPoint } from '#platform';

export type ForgottenEvents = { readonly erased: number; readonly mended: number };

/** Waits until every part is rewritten. */
const done = { mutations_sync: '2' } as const;

/**
 * Takes a person out of the log. What happened to them is deleted; other people's events that name them (a parcel's receiver, a refused
 * link) lose the name and stay. Whom it is about stands in `erasing_keys`, `erasing_reach` (also identifiers of others that were
 * theirs for a time) and `erasing_texts`. Safe to repeat.
 */
export const forgetEvents = async (clickhouse: ClickHouse): Promise<ForgottenEvents> => {
  await clickhouse.command('TRUNCATE TABLE erasing_events');
  await clickhouse.command(
    `INSERT INTO erasing_events SELECT event_id FROM people_events
     WHERE id_key IN (SELECT id_key FROM erasing_reach) AND profile_id IN (SELECT id_key FROM erasing_keys)`,
  );
  const erased = await countOf(clickhouse, 'erasing_events');
  if (erased > 0)
    await clickhouse.command(
      `ALTER TABLE events DELETE WHERE id_key IN (SELECT id_key FROM erasing_reach) AND event_id IN (SELECT event_id FROM erasing_events)`,
      {},
      done,
    );
  faultPoint('erasure/events-deleted');
  await clickhouse.command('TRUNCATE TABLE erasing_mended');
  await clickhouse.command(mendSql, {}, { output_format_json_quote_64bit_integers: 0, max_execution_time: 0 });
  const mended = await countOf(clickhouse, 'erasing_mended');
  if (mended > 0) {
    const { name = '' } = (await clickhouse.queryOne<{ name: string }>('SELECT currentDatabase() AS name')) ?? {};
    const mendedAs = (column: string): string => `joinGet('${name}.erasing_mended', '${column}', toString(event_id))`;
    await clickhouse.command(
      `ALTER TABLE events UPDATE ids = ${idsLeft}, id_keys = ${keysLeft},
         properties = CAST(${mendedAs('properties')}, 'JSON(max_dynamic_paths = 64)'),
         context = CAST(${mendedAs('context')}, 'JSON(max_dynamic_paths = 8)')
       WHERE event_id IN (SELECT toUUID(event_id) FROM erasing_mended)`,
      {},
      done,
    );
  }
  return { erased, mended };
};

const keyOf = (type: string, value: string): string =>
  `reinterpretAsUInt64(substring(SHA256(concat(${type}, ':', ${value})), 1, 8))`;
const idsLeft = `CAST(mapFilter((t, v) -> NOT (${keyOf('t', 'v')} IN (SELECT id_key FROM erasing_keys)), ids), 'Map(LowCardinality(String), String)')`;
const keysLeft = 'arrayFilter(k -> NOT (k IN (SELECT id_key FROM erasing_keys)), id_keys)';

const texts = '(SELECT groupArray(text) FROM erasing_texts)';
const without = (column: string): string =>
  `arrayFold((text, each) -> replaceAll(text, each, 'erased'), ${texts}, ${column})`;
const names = (column: string): string => `arrayExists(each -> position(${column}, each) > 0, ${texts})`;

const mendSql = `
  INSERT INTO erasing_mended (event_id, properties, context)
  SELECT toString(event_id), ${without('said')}, ${without('around')}
  FROM (SELECT event_id, id_keys, toString(properties) AS said, toString(context) AS around FROM events)
  WHERE arrayExists(k -> k IN (SELECT id_key FROM erasing_keys), id_keys) OR ${names('said')} OR ${names('around')}`;

const countOf = async (clickhouse: ClickHouse, table: 'erasing_events' | 'erasing_mended'): Promise<number> =>
  Number((await clickhouse.queryOne<{ n: string }>(`SELECT count() AS n FROM ${table}`))?.n ?? 0);
