/**
 * The language for whoever is not the server: the console's builder reads, checks and writes conditions in the browser
 * with the one parser there is. Nothing here may touch Node, the stores or a package.
 */
export type { AggregateName, ComparisonOperator, Expression } from './ast.ts';
export { check, type Catalogue } from './check.ts';
export { format } from './format.ts';
export { aggregates, calendarWindows, isAggregateName } from './functions.ts';
export { parse } from './parse.ts';
export { isError, type ExpressionProblem } from './problem.ts';
export { fromStructured } from './structured/from-structured.ts';
export { isObject, nodeKeys, type Json, type Structured, type StructuredNode } from './structured/structured.ts';
export { toStructured } from './structured/to-structured.ts';
