import { check, compileSet, type Expression, format, parseExpression, type Written } from '#documents';
import { type ClickHouse, sqlTime } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';
import type { Why } from './schemas.ts';

/**
 * Why each of some people is in an audience or not: the parts of its condition with what they come to for the person.
 * All parts and people out of one query over these people's events only.
 */
export const whyEach = async (
  clickhouse: ClickHouse,
  condition: Written,
  profiles: readonly string[],
  { known, asOf }: { readonly known: Known; readonly asOf: Date },
): Promise<ReadonlyMap<string, Why>> => {
  if (profiles.length === 0) return new Map();
  const parts = partsOf(parseExpression(condition));
  const outputs = leavesOf(parts).flatMap((leaf) => [
    { name: `h${leaf.index}`, expression: leaf.expression },
    ...leaf.values.map(({ readable }, i) => ({ name: `v${leaf.index}_${i}`, expression: readable })),
  ]);
  const compiled = compileSet({
    outputs,
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    population: { sql: 'SELECT arrayJoin({profiles:Array(UInt64)}) AS profile_id', params: { profiles } },
    source: logSource(`SELECT id_key FROM identity WHERE profile_id IN {profiles:Array(UInt64)}
      UNION DISTINCT SELECT id_key FROM identity_tenures WHERE profile_id IN {profiles:Array(UInt64)}
      UNION DISTINCT SELECT arrayJoin({profiles:Array(UInt64)})`),
  });
  const rows = await clickhouse.query<Readonly<Record<string, string | number | null>>>(compiled.sql, {
    ...compiled.params,
    as_of: sqlTime(asOf),
  });
  return new Map(rows.map((row) => [String(row['profile_id']), answered(parts, row)]));
};

type Leaf = {
  readonly type: 'leaf';
  readonly index: number;
  readonly expression: Expression;
  readonly values: readonly { readonly text: string; readonly readable: Expression }[];
};
type Part =
  | Leaf
  | { readonly type: 'all' | 'any'; readonly text: string; readonly parts: readonly Part[] }
  | { readonly type: 'not'; readonly text: string; readonly part: Part };

const partsOf = (ast: Expression): Part => {
  let leaves = 0;
  const part = (node: Expression): Part => {
    if (node.type === 'logical') {
      const type = node.operator === 'and' ? 'all' : 'any';
      return { type, text: format(node), parts: sameOperator(node, node.operator).map(part) };
    }
    if (node.type === 'not') return { type: 'not', text: format(node), part: part(node.operand) };
    return { type: 'leaf', index: leaves++, expression: node, values: valuesOf(node) };
  };
  return part(ast);
};

const sameOperator = (node: Expression, operator: 'and' | 'or'): readonly Expression[] =>
  node.type === 'logical' && node.operator === operator
    ? [...sameOperator(node.left, operator), ...sameOperator(node.right, operator)]
    : [node];

/** What the test compares, as expressions of their own; nothing for what is a number or text written out. */
const valuesOf = (node: Expression): Leaf['values'] => {
  const sides =
    node.type === 'comparison'
      ? [
          [node.left, node.right],
          [node.right, node.left],
        ]
      : node.type === 'membership'
        ? [[node.operand, node.options[0]]]
        : [];
  return sides.flatMap(([side, other]) => {
    if (side === undefined || isLiteral(side)) return [];
    const readable = readableAs(side, other);
    return readable === undefined ? [] : [{ text: format(side), readable }];
  });
};

const isLiteral = ({ type }: Expression): boolean => ['number', 'string', 'boolean', 'null'].includes(type);

/** `last(order_paid.channel)` alone does not say what it is read as; what it is compared with does. */
const readableAs = (side: Expression, other: Expression | undefined): Expression | undefined => {
  const typed: Expression =
    other?.type === 'string'
      ? {
          type: 'call',
          name: 'coalesce',
          args: [side, { type: 'string', value: '', span: side.span }],
          span: side.span,
        }
      : side;
  return check(typed, {}).typed === null ? undefined : typed;
};

const leavesOf = (part: Part): readonly Leaf[] => {
  switch (part.type) {
    case 'leaf':
      return [part];
    case 'not':
      return leavesOf(part.part);
    default:
      return part.parts.flatMap(leavesOf);
  }
};

const answered = (part: Part, row: Readonly<Record<string, string | number | null>>): Why => {
  switch (part.type) {
    case 'leaf':
      return {
        text: format(part.expression),
        holds: Number(row[`h${part.index}`]) === 1,
        values: part.values.map(({ text }, i) => ({ text, value: row[`v${part.index}_${i}`] ?? null })),
        parts: [],
        join: null,
      };
    case 'not': {
      const inner = answered(part.part, row);
      return { text: part.text, holds: !inner.holds, values: [], parts: [inner], join: 'not' };
    }
    default: {
      const parts = part.parts.map((each) => answered(each, row));
      const holds = part.type === 'all' ? parts.every((each) => each.holds) : parts.some((each) => each.holds);
      return { text: part.text, holds, values: [], parts, join: part.type };
    }
  }
};
