import type { EventEdge, TypedAggregate } from '../typed.ts';
import { conditionSql, type Context } from './condition-sql.ts';
import { eventOrderSql } from './event-order.ts';

/**
 * The events an aggregate is about, inside the scan: what they come to under an aggregate function. Of aggregates over a
 * property only the events that have it.
 */
export type Rows = {
  readonly count: string;
  /** 0 of nothing. */
  readonly sum: string;
  /** `max(value)`, `argMin(value, key)`: null of nothing. `key` is the order of events. */
  readonly reduce: (aggregateFunction: string, ...columns: readonly Column[]) => string;
  /** All values, in no order; and in the order of their times, of one time in their own. */
  readonly values: string;
  readonly valuesInTime: string;
  /** Milliseconds since 1970, in order. */
  readonly times: string;
};
type Column = 'ts' | 'key' | 'value';

export const rowsOf = (aggregate: TypedAggregate, context: Context): Rows => {
  const { property, window } = aggregate;
  const value = property === null ? null : context.fields.add(property);
  const condition = conditionSql(aggregate, context);
  return window.from?.type === 'event'
    ? rowsSince(window.from, value, condition, context)
    : rowsIn(value ?? 'ts', condition);
};

const ms = (time: string): string => `toUnixTimestamp64Milli(${time})`;

const rowsIn = (value: string, condition: string): Rows => {
  const columns = { ts: 'ts', key: eventOrderSql, value };
  const known = `${condition} AND isNotNull(${value})`;
  return {
    count: `countIf(${condition})`,
    // a plain sum of mostly zeros is a third of the work of a sumIf over what may be null
    sum: `sum(if(${condition}, ifNull(${value}, 0), 0))`,
    reduce: (name, ...of) => {
      const list = of.map((each) => columns[each]).join(', ');
      if (of.includes('key')) return `${name}If(${list}, ${known})`;
      // a value may be null, so its aggregate of nothing is; a time may not
      return of.includes('ts') ? `${name}OrNullIf(${list}, ${condition})` : `${name}If(${list}, ${condition})`;
    },
    values: `groupArrayIf(assumeNotNull(${value}), ${known})`,
    valuesInTime: `arraySort(groupArrayIf((ts, assumeNotNull(${value})), ${known})).2`,
    times: `arraySort(groupArrayIf(${ms('ts')}, ${condition}))`,
  };
};

/**
 * When the window begins with another event, only the whole of a person's events tells which rows are in it: they are
 * gathered, and sifted when the group is complete, still in the one scan.
 */
const rowsSince = (edge: EventEdge, value: string | null, condition: string, context: Context): Rows => {
  const { fields } = context;
  const after = sinceSql(edge, context);
  const gathered =
    value === null
      ? `groupArrayIf(tuple(ts), ${condition})`
      : `groupArrayIf((ts, ${eventOrderSql}, assumeNotNull(${value})), ${condition} AND isNotNull(${value}))`;
  const rows = fields.define(`arrayFilter(e -> e.1 > ${after}, ${gathered})`);
  const columns = { ts: 'e.1', key: 'e.2', value: 'e.3' };
  const each = (sql: string): string => `arrayMap(e -> ${sql}, ${rows})`;
  return {
    count: `length(${rows})`,
    sum: `arraySum(${each('e.3')})`,
    reduce: (name, ...of) => `arrayReduce('${name}OrNull', ${of.map((column) => each(columns[column])).join(', ')})`,
    values: each('e.3'),
    valuesInTime: `arraySort(${each('(e.1, e.3)')}).2`,
    times: `arraySort(${each(ms('e.1'))})`,
  };
};

/** The moment after which the window begins; without such an event after everything. */
export const sinceSql = ({ which, event, where }: EventEdge, context: Context): string => {
  const condition = conditionSql({ event, where, window: { from: null, until: null } }, context);
  const edge = `${which === 'last' ? 'max' : 'min'}OrNullIf(ts, ${condition})`;
  return context.fields.define(`ifNull(${edge}, toDateTime64('2299-12-31 00:00:00', 3, 'UTC'))`);
};
