import { personSql } from '#identify';
import { logSource } from '#profile';

/** Aggregates of a query somebody writes by hand: each asked for once, however many conditions use it. */
export type Hand = {
  readonly last: (days: number) => string;
  readonly ago: (days: number) => string;
  readonly thisMonth: string;
  readonly lastMonth: string;
  readonly is: (property: string, text: string) => string;
  readonly least: (property: string, number: number) => string;
  readonly count: (event: string, ...conditions: readonly string[]) => string;
  readonly sum: (event: string, property: string, ...conditions: readonly string[]) => string;
  readonly mean: (event: string, property: string, ...conditions: readonly string[]) => string;
  readonly max: (event: string, property: string, ...conditions: readonly string[]) => string;
  readonly distinct: (event: string, property: string, ...conditions: readonly string[]) => string;
  readonly latest: (event: string) => string;
  readonly lastText: (event: string, property: string) => string;
  /** Steps in order, each at most so many seconds after the one before. */
  readonly funnel: (events: readonly string[], withinSeconds: readonly number[], days: number) => string;
};

type Asked = { readonly event: string | undefined; readonly sql: string; readonly column: string };

const at = `{as_of:DateTime64(3, 'UTC')}`;
const month = `toDateTime64(toStartOfMonth(${at}, {zone:String}), 3, {zone:String})`;
const monthBefore = `toDateTime64(subtractMonths(toStartOfMonth(${at}, {zone:String}), 1), 3, {zone:String})`;
const number = (property: string): string => `properties.${property}.:Int64`;
const text = (property: string): string => `properties.${property}.:String`;

const createHand = (): { readonly hand: Hand; readonly asked: () => readonly Asked[] } => {
  const known = new Map<string, Asked>();
  const ask = (event: string | undefined, sql: string): string => {
    const key = `${event} ${sql}`;
    const found = known.get(key) ?? { event, sql, column: `c${known.size}` };
    known.set(key, found);
    return found.column;
  };
  const all = (event: string, conditions: readonly string[]): string =>
    [`name = '${event}'`, ...conditions].join(' AND ');
  return {
    asked: () => [...known.values()],
    hand: {
      last: (days) => `ts >= ${at} - INTERVAL ${days} DAY`,
      ago: (days) => `${at} - INTERVAL ${days} DAY`,
      thisMonth: `ts >= ${month}`,
      lastMonth: `ts >= ${monthBefore} AND ts < ${month}`,
      is: (property, value) => `${text(property)} = '${value}'`,
      least: (property, value) => `${number(property)} >= ${value}`,
      count: (event, ...conditions) => ask(event, `countIf(${all(event, conditions)})`),
      sum: (event, property, ...conditions) =>
        ask(event, `ifNull(sumIf(${number(property)}, ${all(event, conditions)}), 0)`),
      mean: (event, property, ...conditions) => ask(event, `avgIf(${number(property)}, ${all(event, conditions)})`),
      max: (event, property, ...conditions) => ask(event, `maxIf(${number(property)}, ${all(event, conditions)})`),
      distinct: (event, property, ...conditions) =>
        ask(event, `uniqExactIf(${text(property)}, ${all(event, conditions)})`),
      latest: (event) => ask(event, `maxOrNullIf(ts, ${all(event, [])})`),
      lastText: (event, property) => ask(event, `argMaxIf(${text(property)}, ts, ${all(event, [])})`),
      // the pattern's times are whole seconds: as near as the engine's own function comes
      funnel: (events, withinSeconds, days) => {
        const pattern = events.map((_, i) => (i === 0 ? '(?1)' : `(?t<=${withinSeconds[i - 1]})(?${i + 1})`)).join('');
        const steps = events.map((event) => `name = '${event}' AND ts >= ${at} - INTERVAL ${days} DAY`).join(', ');
        return ask(undefined, `sequenceMatch('${pattern}')(toDateTime(ts), ${steps})`);
      },
    },
  };
};

/** `one scan`: every aggregate with its event's name. `by event`: a scan for each event, only as far back as it is asked, joined. */
export type Form = 'one scan' | 'by event';
export const forms = ['one scan', 'by event'] as const satisfies readonly Form[];

/**
 * All conditions in one query, as somebody who knows the engine would write it: every aggregate once, the properties as
 * the subcolumns they are, only the eight events, the people looked up as the product looks them up.
 * Rows: position of the audience (from 1), person.
 */
export const writtenByHand = (conditions: readonly ((hand: Hand) => string)[], form: Form): string => {
  const { hand, asked } = createHand();
  const holds = conditions.map((condition) => `ifNull(${condition(hand)}, 0)`);
  const people = form === 'one scan' ? scan(asked(), names) : joined(asked());
  return `
    SELECT position, profile_id FROM (
      SELECT profile_id, arrayFilter((i, is) -> is = 1, range(1, ${holds.length + 1}), [${holds.join(', ')}]) AS positions
      FROM (${people}))
    ARRAY JOIN positions AS position`;
};

const names = [
  'order_paid',
  'page_viewed',
  'product_viewed',
  'cart_added',
  'search_made',
  'coupon_received',
  'store_visited',
  'after_sales_opened',
] as const;

const scan = (asked: readonly Asked[], events: readonly string[], days?: number): string => {
  const { from, profileId } = logSource();
  const since = days === undefined ? '' : ` AND ts >= ${at} - INTERVAL ${days} DAY`;
  return `
    SELECT ${profileId} AS profile_id, ${asked.map(({ sql, column }) => `${sql} AS ${column}`).join(', ')}
    FROM ${from} WHERE ts < ${at}${since} AND name IN (${events.map((event) => `'${event}'`).join(', ')})
    GROUP BY profile_id`;
};

const joined = (asked: readonly Asked[]): string => {
  const groups = new Map<string, Asked[]>();
  for (const each of asked) {
    const key = each.event ?? each.sql;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const scans = [...groups.values()].map((some) =>
    scan(
      some,
      names.filter((name) => some.some(({ sql }) => sql.includes(`'${name}'`))),
      longestDays(some),
    ),
  );
  const people = `SELECT DISTINCT ${personSql('id_key')} AS profile_id FROM identifiers WHERE first_seen < ${at}`;
  return `SELECT * FROM (${people}) AS people ${scans.map((sql, i) => `LEFT JOIN (${sql}) AS s${i} USING (profile_id)`).join('\n')}`;
};

/** How far back all of them look; undefined when one of them looks back without end. */
const longestDays = (asked: readonly Asked[]): number | undefined => {
  const days = asked.map(({ sql }) => {
    if (sql.includes('toStartOfMonth')) return 62;
    return Number(/ts >= .*INTERVAL (\d+) DAY/.exec(sql)?.[1] ?? Number.NaN);
  });
  return days.some(Number.isNaN) ? undefined : Math.max(...days);
};
