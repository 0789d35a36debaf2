import {
  mayBeNull,
  type OverEvents,
  type Typed,
  type TypedChoose,
  type TypedLevel,
  type TypedProperty,
} from '../typed.ts';
import type { Parameters } from './parameters.ts';

/** What stands for the parts that depend on the place: a property is a field of the scan, an aggregate its column, an audience a set. */
export type Leaves = {
  readonly parameters: Parameters;
  readonly property: (property: TypedProperty) => string;
  readonly aggregate: (aggregate: OverEvents) => string;
  readonly audience: (name: string) => string;
  readonly score: (model: string) => string;
  readonly level: (level: TypedLevel) => string;
};

/** A typed expression as SQL over one row. Conditions come out as 0 or 1, never NULL. */
export const scalarSql = (typed: Typed, leaves: Leaves): string => {
  const sql = (part: Typed): string => scalarSql(part, leaves);
  const { parameters } = leaves;
  switch (typed.type) {
    case 'literal':
      return literalSql(typed.value, parameters);
    case 'property':
      return leaves.property(typed);
    case 'aggregate':
    case 'sequence':
    case 'trait':
    case 'given_tag':
      return leaves.aggregate(typed);
    // what a tag means was not given: `expand` puts it here
    case 'tag':
      return nothing;
    case 'choose':
      return chooseSql(typed, sql, parameters);
    case 'score':
      return leaves.score(typed.model);
    case 'level':
      return leaves.level(typed);
    case 'audience':
      return leaves.audience(typed.name);
    case 'coalesce':
      return `coalesce(${typed.args.map(sql).join(', ')})`;
    case 'negate':
      return `negate(${sql(typed.operand)})`;
    case 'arithmetic':
      return typed.operator === '/'
        ? `(${sql(typed.left)} / nullIf(${sql(typed.right)}, 0))`
        : `(${sql(typed.left)} ${typed.operator} ${sql(typed.right)})`;
    case 'compare': {
      const compared = `${sql(typed.left)} ${typed.operator} ${sql(typed.right)}`;
      return mayBeNull(typed.left) || mayBeNull(typed.right) ? `ifNull(${compared}, 0)` : `(${compared})`;
    }
    case 'exists':
      return mayBeNull(typed.operand) ? `isNotNull(${sql(typed.operand)})` : '1';
    case 'member':
      return memberSql(typed, sql(typed.operand), parameters);
    case 'not':
      return `(NOT ${sql(typed.operand)})`;
    case 'all':
      return `(${typed.operands.map(sql).join(' AND ')})`;
    case 'any':
      return `(${typed.operands.map(sql).join(' OR ')})`;
  }
};

const nothing = "CAST(NULL, 'Nullable(String)')";

const chooseSql = ({ cases, otherwise }: TypedChoose, sql: (part: Typed) => string, parameters: Parameters): string => {
  const branches = cases.flatMap(({ when, value }) => [sql(when), parameters.add('String', value)]);
  const rest = otherwise === null ? nothing : parameters.add('String', otherwise);
  return branches.length === 0 ? rest : `multiIf(${[...branches, rest].join(', ')})`;
};

const literalSql = (value: number | string | boolean, parameters: Parameters): string => {
  if (typeof value === 'number') return parameters.add('Float64', value);
  return typeof value === 'string' ? parameters.add('String', value) : String(value);
};

const memberSql = (typed: Extract<Typed, { type: 'member' }>, operand: string, parameters: Parameters): string => {
  const numbers = typed.options.filter((option) => typeof option === 'number');
  const options =
    numbers.length > 0
      ? parameters.add('Array(Float64)', numbers)
      : parameters.add(
          'Array(String)',
          typed.options.filter((option) => typeof option === 'string'),
        );
  // NULL is in no list, and NOT IN must not turn that into true
  const found = `${operand} ${typed.negated ? 'NOT IN' : 'IN'} ${options}`;
  return mayBeNull(typed.operand) ? `(isNotNull(${operand}) AND ifNull(${found}, 0))` : `(${found})`;
};
