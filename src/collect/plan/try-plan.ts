import { type ClickHouse, sqlTime } from '#platform';
import { refusalSql, violationsSql } from './plan-sql.ts';
import { titleOf } from './read-event.ts';
import type { EventRule } from './rule.ts';
import type { TryPlanAnswer } from './schemas.ts';

const dayMs = 86_400_000;

type Row = { readonly violation: string; readonly n: string; readonly refused: string };

/**
 * What a rule would have done to the events of the last days: the check on arrival as SQL over the log, one scan.
 * Events that never reached the log (they lie in quarantine) are not among them.
 */
export const tryPlan = async (
  clickhouse: ClickHouse,
  { rule, days, now }: { readonly rule: EventRule; readonly days: number; readonly now: Date },
): Promise<TryPlanAnswer> => {
  const { sql, params } = violationsSql(rule);
  const refusal = refusalSql(rule, 'properties', 'refusal');
  // one row is one kind of violation; the empty one counts events, and '!' those with any
  const rows = await clickhouse.query<Row>(
    `SELECT arrayJoin(arrayConcat([''], if(empty(found), [], ['!']), found)) AS violation,
       count() AS n, countIf(refused != '') AS refused
     FROM (SELECT ${sql} AS found, ${refusal.sql} AS refused FROM events FINAL
       WHERE name = {eventName:String} AND received_at >= {since:DateTime64(3)})
     GROUP BY violation ORDER BY n DESC, violation LIMIT 500`,
    {
      ...params,
      ...refusal.params,
      eventName: rule.name,
      since: sqlTime(new Date(now.getTime() - days * dayMs)),
    },
  );
  const countOf = (violation: string) => rows.find((row) => row.violation === violation);
  return {
    days,
    events: Number(countOf('')?.n ?? 0),
    broken: Number(countOf('!')?.n ?? 0),
    refused: Number(countOf('')?.refused ?? 0),
    violations: rows
      .filter(({ violation }) => violation !== '' && violation !== '!')
      .map(({ violation, n }) => {
        const at = violation.indexOf(':');
        const what = violation.slice(0, at);
        return { what, property: violation.slice(at + 1), title: titleOf(what), events: Number(n) };
      }),
  };
};
