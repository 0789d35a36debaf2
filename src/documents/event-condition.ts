import { problem, type Params } from '#platform';
import type { DocumentProblem } from './document.ts';
import { catalogueOf } from './expression-problems.ts';
import type { Aggregate } from './expression/ast.ts';
import { check } from './expression/check.ts';
import { parseAboutEvent } from './expression/parse.ts';
import { isError, positionAt } from './expression/problem.ts';
import { onlyOutside } from './expression/sql/condition-sql.ts';
import { createParameters } from './expression/sql/parameters.ts';
import { propertySql } from './expression/sql/property-sql.ts';
import { scalarSql } from './expression/sql/scalar-sql.ts';
import type { Typed, ValueType } from './expression/typed.ts';
import type { CheckContext } from './kind.ts';

/**
 * What is wrong with a condition on one event, for a kind's `check`. Also warns of an event nobody has defined and of
 * properties that its definition does not have.
 * @example eventConditionProblems({ event: 'page_left', where: 'dwell_ms >= 60000' }, { path: 'spec.when.where', context })
 */
export const eventConditionProblems = (
  { event, where }: { readonly event: string; readonly where?: string | undefined },
  { path, context }: { readonly path: string; readonly context: CheckContext },
): readonly DocumentProblem[] => {
  const parsed = where === undefined ? undefined : parseAboutEvent(where);
  const problems =
    parsed?.type === 'failed'
      ? [parsed.problem]
      : check(countOf(event, where ?? '', parsed?.ast ?? null), catalogueOf(context), 'number').problems;
  return problems.map(({ severity, message, span }) => ({
    severity,
    path,
    message,
    within: { line: span.start.line, column: span.start.column, text: where?.split('\n')[span.start.line - 1] ?? '' },
  }));
};

/**
 * A condition on one event as SQL over a row of the log: 0 or 1, never NULL.
 * @throws GyreError `invalid_input`; texts of published documents have been checked
 */
export const compileEventCondition = (
  event: string,
  where: string,
  prefix: string,
): { readonly sql: string; readonly params: Params } => {
  const parameters = createParameters(prefix);
  const sql = scalarSql(typedCondition(event, where), {
    parameters,
    property: propertySql,
    ...onlyOutside,
  });
  return { sql, params: parameters.all() };
};

/** A property of the row at hand, read as a type; NULL when it is not there. The name must be one that can be written. */
export const eventPropertySql = (name: string, as: ValueType): string =>
  propertySql({ path: [name], as, attribute: null });

const typedCondition = (event: string, where: string): Typed => {
  const parsed = parseAboutEvent(where);
  if (parsed.type === 'failed')
    throw problem('invalid_input', { detail: parsed.problem.message.en, detailZh: parsed.problem.message.zh });
  const checked = check(countOf(event, where, parsed.ast), {}, 'number');
  if (checked.typed?.type === 'aggregate' && checked.typed.where !== null) return checked.typed.where;
  const wrong = checked.problems.find(isError)?.message;
  throw problem('invalid_input', { detail: wrong?.en ?? where, detailZh: wrong?.zh });
};

/** The language knows conditions on an event inside an aggregate: this is the one around it. */
const countOf = (event: string, where: string, condition: Aggregate['where']): Aggregate => {
  const span = { start: positionAt(where, 0), end: positionAt(where, where.length) };
  return {
    type: 'aggregate',
    name: 'count',
    event,
    eventSpan: span,
    property: [],
    attribute: null,
    where: condition,
    window: null,
    span,
  };
};
