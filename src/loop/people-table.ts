import { type ClickHouse } from '#platform';
import { type FeatureSet, featureSet, type Joined, type NumberRows, readFeatures } from '#profile';
import type { Table } from '#predict';
import type { Program } from './program.ts';

const day = 86_400_000;
export const daysBefore = (at: Date, days: number): Date => new Date(at.getTime() - days * day);

/** A program's features, and beside them what its rule and its contact policy ask about a person. */
export const programFeatures = ({ features, audiences, spec }: Program): FeatureSet => {
  const { event, value } = spec.goal;
  const contact = spec.limits.contact;
  return featureSet({
    features,
    audiences,
    who: spec.who.condition,
    extras: {
      recency: `days_since(${event})`,
      frequency: `count(${event}, 365d)`,
      monetary: `sum(${event}.${value}, 365d)`,
      contacts: contact ? `count($message_sent, ${contact.days}d)` : '0',
    },
  });
};

/** What people did in the horizon after a date: the label, what it was worth in minor units, and how often a benefit was used. */
export const goalAfter = (program: Program, asOf: Date): Joined => ({
  sql: `SELECT profile_id, count() AS goals, sum(ifNull(toFloat64OrNull(toString(properties.${quoted(program.spec.goal.value)})), 0)) * 100 AS margin_minor,
      ${usedSql(program.model.spec.effect?.usedProperty)} AS uses
    FROM people_events
    WHERE name = {goal:String} AND ts >= {from:DateTime64(3)} AND ts < {until:DateTime64(3)}
    GROUP BY profile_id`,
  params: { goal: program.spec.goal.event, from: asOf, until: daysBefore(asOf, -program.spec.goal.horizonDays) },
  columns: ['goals', 'margin_minor', 'uses'],
});

const usedSql = (property: string | undefined): string =>
  property === undefined ? '0' : `countIf(toString(properties.${quoted(property)}) != '')`;

/** A property's name inside SQL. The schema allows word characters only, so quoting is enough. */
export const quoted = (name: string): string => {
  if (!/^\w{1,64}$/.test(name)) throw new RangeError(`${name} is no property name`);
  return `\`${name}\``;
};

/** The features of a NumberRows as the table that models read; the last columns are left to the caller. */
export const tableOf = (set: FeatureSet, rows: NumberRows): Table => ({
  names: set.names,
  rows: rows.rows,
  values: rows.values.subarray(0, set.names.length * rows.rows),
});

/** Column k after the features: the extras in order, then the joined columns. */
export const columnAfter = (
  set: FeatureSet,
  rows: NumberRows,
  name: string,
  joined: readonly string[] = [],
): Float32Array => {
  const k = [...set.extras, ...joined].indexOf(name);
  if (k < 0) throw new RangeError(`no column ${name}`);
  const start = (set.names.length + k) * rows.rows;
  return rows.values.subarray(start, start + rows.rows);
};

export const readPeople = (clickhouse: ClickHouse, set: FeatureSet, asOf: Date, joined?: Joined): Promise<NumberRows> =>
  readFeatures(clickhouse, set, asOf, joined);
