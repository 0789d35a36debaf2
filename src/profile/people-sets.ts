import { personSql } from '#identify';
import { compileCondition, parseExpression, type Written } from '#documents';
import { type ClickHouse, sqlTime } from '#platform';
import { type Known, meaningsOf } from './known.ts';
import { logSource } from './log-source.ts';
import { readNumberRows } from './column-stream.ts';

/** OneIDs of everybody who had an identifier of a type before a time. */
export const peopleWithIdentifier = async (
  clickhouse: ClickHouse,
  type: string,
  asOf: Date,
): Promise<ReadonlySet<bigint>> =>
  keysIn(
    clickhouse,
    `SELECT DISTINCT ${personSql('id_key')} FROM identifiers WHERE type = {type:String} AND first_seen < {as_of:DateTime64(3)}`,
    { type, as_of: sqlTime(asOf) },
  );

/** OneIDs of everybody for whom a condition holds as of a time. */
export const peopleWhere = async (
  clickhouse: ClickHouse,
  condition: Written,
  known: Known,
  asOf: Date,
): Promise<ReadonlySet<bigint>> => {
  const { sql, params } = compileCondition(parseExpression(condition), {
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    source: logSource(),
  });
  return keysIn(clickhouse, sql, { ...params, as_of: sqlTime(asOf) });
};

const keysIn = async (
  clickhouse: ClickHouse,
  sql: string,
  params: Readonly<Record<string, unknown>>,
): Promise<ReadonlySet<bigint>> =>
  new Set((await readNumberRows(await clickhouse.stream(`${sql} FORMAT RowBinary`, params), 0)).keys);
