import { isoDateTimePattern } from './compile-rule.ts';
import { maxPatternedLength } from './pattern.ts';
import type { EventRule, PropertyRule } from './rule.ts';

export type PlanSql = { readonly sql: string; readonly params: Readonly<Record<string, unknown>> };

/**
 * A rule as a SQL expression over a column of type JSON: `Array(String)` of what is wrong, `type:amount`, in the order
 * of `compileRule(rule).violations`, whose twin it is (plan-sql.db.test.ts). For imports, and for what would have
 * happened over history.
 *
 * @param column the JSON column's name, e.g. `properties`
 * @param prefix keeps the parameters of several rules in one query apart
 */
export const violationsSql = (rule: EventRule, column = 'properties', prefix = 'plan'): PlanSql => {
  const params: Record<string, unknown> = {};
  const add = (type: string, value: unknown): string => {
    const name = `${prefix}${Object.keys(params).length}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  const defined = rule.properties.map((property) => propertyViolation(property, column, add));
  const listed = defined.length === 0 ? "CAST([], 'Array(String)')" : `[${defined.join(',\n')}]`;
  const known = `arrayFilter(v -> v != '', ${listed})`;
  if (rule.unknownProperties === 'allow') return { sql: known, params };
  const names = add(
    'Array(String)',
    rule.properties.map(({ name }) => name),
  );
  const unknown = `arrayMap(p -> concat('unknown:', p), arraySort(arrayFilter(p -> NOT has(${names}, p), ${topLevel(column)})))`;
  return { sql: `arrayConcat(${known}, ${unknown})`, params };
};

/** The first of them for which an enforced event is refused, or ''. */
export const refusalSql = (rule: EventRule, column = 'properties', prefix = 'plan'): PlanSql => {
  if (rule.mode === 'observe') return { sql: "''", params: {} };
  const { sql, params } = violationsSql(rule, column, prefix);
  const counts = rule.unknownProperties === 'refuse' ? '' : `v -> NOT startsWith(v, 'unknown:'), `;
  return { sql: counts === '' ? `(${sql})[1]` : `arrayFirst(${counts}${sql})`, params };
};

const topLevel = (column: string): string =>
  `arrayDistinct(arrayMap(p -> splitByChar('.', p)[1], JSONAllPaths(${quoted(column)})))`;

type Add = (type: string, value: unknown) => string;

const propertyViolation = (property: PropertyRule, column: string, add: Add): string => {
  const name = add('String', property.name);
  const value = `${quoted(column)}.${quoted(property.name)}`;
  const type = `dynamicType(${value})`;
  const levels = `arrayExists(p -> startsWith(p, concat(${name}, '.')), JSONAllPaths(${quoted(column)}))`;
  const wrong = (what: string): string => `concat('${what}:', ${name})`;
  const absent = `${type} = 'None' AND NOT ${levels}`;
  const branches = [
    [absent, property.required ? wrong('missing') : "''"],
    [`NOT (${typeHolds(property, { value, type, levels })})`, wrong('type')],
    ...valueBranches(property, { value, add }).map(([breaks, what]) => [breaks, wrong(what)] as const),
  ];
  return `multiIf(${branches.map(([condition, result]) => `${condition}, ${result}`).join(', ')}, '')`;
};

const numberTypes = "('Int64', 'UInt64', 'Float64')";

const typeHolds = (
  { type: wanted }: PropertyRule,
  { value, type, levels }: { readonly value: string; readonly type: string; readonly levels: string },
): string => {
  switch (wanted) {
    case 'string':
      return `${type} = 'String'`;
    case 'number':
      return `${type} IN ${numberTypes}`;
    case 'integer':
      return `${type} IN ('Int64', 'UInt64') OR (${type} = 'Float64' AND ifNull(${numberOf(value)} = trunc(${numberOf(value)}), false))`;
    case 'boolean':
      return `${type} = 'Bool'`;
    case 'datetime':
      return `${type} = 'String' AND match(${textOf(value)}, '${isoDateTimePattern.replaceAll('\\', '\\\\')}')`;
    case 'list':
      return `startsWith(${type}, 'Array')`;
    case 'object':
      return levels;
  }
};

/** [what breaks it, its word] for a value whose type holds. */
const valueBranches = (
  { type, values, min, max, maxLength, pattern }: PropertyRule,
  { value, add }: { readonly value: string; readonly add: Add },
): readonly (readonly [string, string])[] => {
  const branches: (readonly [string, string])[] = [];
  if (type === 'string') {
    const text = textOf(value);
    if (values !== undefined)
      branches.push([`NOT has(${add('Array(String)', values.map(String))}, ${text})`, 'values']);
    if (maxLength !== undefined) branches.push([`lengthUTF8(${text}) > ${add('UInt32', maxLength)}`, 'length']);
    if (pattern !== undefined) {
      const whole = add('String', `^(?:${pattern})$`);
      branches.push([`lengthUTF8(${text}) > ${maxPatternedLength} OR NOT match(${text}, ${whole})`, 'pattern']);
    }
  }
  if (type === 'number' || type === 'integer') {
    const number = numberOf(value);
    if (values !== undefined) {
      const numbers = values.filter((each) => typeof each === 'number');
      branches.push([`NOT has(${add('Array(Float64)', numbers)}, assumeNotNull(${number}))`, 'values']);
    }
    if (min !== undefined) branches.push([`${number} < ${add('Float64', min)}`, 'range']);
    if (max !== undefined) branches.push([`${number} > ${add('Float64', max)}`, 'range']);
  }
  if (type === 'list' && maxLength !== undefined)
    branches.push([`JSONLength(toJSONString(${value})) > ${add('UInt32', maxLength)}`, 'length']);
  return branches;
};

const textOf = (value: string): string => `ifNull(${value}.:String, '')`;
/** Every number the log holds as a double; one that a double cannot hold exactly, as near as it can. */
const numberOf = (value: string): string =>
  `coalesce(${value}.:Float64, toFloat64(${value}.:Int64), toFloat64(accurateCastOrNull(${value}, 'UInt64')))`;

/** Names cannot be parameters. Schemas let no backtick or backslash into them. */
const quoted = (name: string): string => {
  if (/[`\\]/.test(name)) throw new Error(`not a name: ${JSON.stringify(name)}`);
  return `\`${name}\``;
};
