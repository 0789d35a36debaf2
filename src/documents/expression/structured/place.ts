import type { Span } from '../ast.ts';
import { limits } from '../limits.ts';
import { expressionProblem, positionAt, type ExpressionProblem } from '../problem.ts';
import type { Json } from './structured.ts';
import type { Writer } from './writer.ts';

/** Where in the structure the writing is. */
export type Place = {
  readonly writer: Writer;
  /** `all[0].where.amount` */
  readonly path: string;
  readonly depth: number;
  /** Behind `where`: properties exist, aggregates do not. */
  readonly aboutEvent: boolean;
  /** Writes any expression, in parentheses, so that it keeps together wherever it stands. */
  readonly expression: (json: Json | undefined, place: Place) => void;
};

/** Thrown inside this folder only; `fromStructured` turns it into an answer. */
export class StructureProblem extends Error {
  readonly problem: ExpressionProblem;
  readonly path: string;
  constructor(problem: ExpressionProblem, { path }: Place) {
    super(problem.message.en);
    this.problem = problem;
    this.path = path;
  }
}

/** A structure has places, not lines and columns. */
export const nowhere: Span = { start: positionAt('', 0), end: positionAt('', 0) };

export const fail = (place: Place, en: string, zh: string): never => {
  throw new StructureProblem(expressionProblem('bad_structure', nowhere, { en, zh }), place);
};

export const inside = (place: Place, key: string): Place => {
  if (place.depth >= limits.depth)
    throw new StructureProblem(expressionProblem('too_deep', nowhere, limits.depth), place);
  return { ...place, path: place.path === '' ? key : `${place.path}.${key}`, depth: place.depth + 1 };
};
export const item = (place: Place, i: number): Place => ({ ...place, path: `${place.path}[${i}]` });
