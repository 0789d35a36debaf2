import { compileSet, formatEvent, parseExpression } from '#documents';
import type { ClickHouse } from '#platform';
import { type FeatureSet, featureSet, type Followed, type Joined, type NumberRows, readFeatures } from '#profile';
import type { Table } from '#predict';
import type { Program } from './program.ts';

const day = 86_400_000;
export const daysBefore = (at: Date, days: number): Date => new Date(at.getTime() - days * day);

/** A program's features, and beside them what its rule and its contact policy ask about a person. */
export const programFeatures = (program: Program): FeatureSet => featuresOf(program, program.spec.who.condition);

/** The same features of the people its model learns from. */
export const learningFeatures = (program: Program): FeatureSet => featuresOf(program, program.model.spec.who);

const featuresOf = ({ features, known, spec }: Program, who: string): FeatureSet => {
  const goal = formatEvent(spec.goal.event);
  const contact = spec.limits.contact;
  return featureSet({
    features,
    known,
    who,
    extras: {
      recency: `days_since(${goal})`,
      frequency: `count(${goal}, 365d)`,
      monetary: `sum(${goal}.${spec.goal.value}, 365d)`,
      contacts: contact ? `count($message_sent, ${contact.days}d)` : '0',
    },
  });
};

/**
 * What people did in the horizon after each date: the label, what it was worth in minor units, and how often a benefit was
 * used. Written in the same language as features, as of the horizons' ends: its window is the horizon.
 */
export const goalAfter = ({ spec, model }: Program): Followed => {
  const { where } = model.spec.goal;
  const used = model.spec.effect?.usedProperty;
  const read = (name: string, conditions: readonly (string | undefined)[], property = ''): string => {
    const kept = conditions.flatMap((each) => (each === undefined ? [] : [`(${each})`])).join(' and ');
    return `${name}(${formatEvent(spec.goal.event)}${property}${kept && ` where ${kept}`}, ${spec.goal.horizonDays}d)`;
  };
  const answers = {
    goals: read('count', [where]),
    margin: read('sum', [where], `.${spec.goal.value}`),
    uses: used === undefined ? '0' : read('count', [where, `${used} != null`]),
  };
  const compiled = compileSet({
    outputs: Object.entries(answers).map(([name, text]) => ({ name, expression: parseExpression(text) })),
    where: parseExpression(`${answers.goals} > 0`),
    dates: 'many',
  });
  return {
    sql: `SELECT profile_id, as_of, goals, margin * 100 AS margin_minor, uses FROM (${compiled.sql})`,
    params: compiled.params,
    columns: ['goals', 'margin_minor', 'uses'],
    daysLater: spec.goal.horizonDays,
  };
};

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
