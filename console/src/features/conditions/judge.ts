import {
  type Catalogue,
  check,
  type Expression,
  type ExpressionProblem,
  format,
  fromStructured,
  isError,
  parse,
  toStructured,
} from '../../../../src/documents/expression/language.ts';
import type { Group, NewId } from './blocks.ts';
import { readBlocks } from './read-blocks.ts';
import { writeBlocks } from './write-blocks.ts';

/** Something wrong at a block; at the whole group's id when it belongs to no row. */
export type BlockProblem = { readonly id: string; readonly problem: ExpressionProblem };

/** What the blocks come to. */
export type Judged = {
  /** `empty`: no row at all. `unfinished`: rows that are not filled in. `wrong`: the language says no. */
  readonly state: 'empty' | 'unfinished' | 'wrong' | 'ready';
  /** The text of the rows that are filled in; empty when there is none or they cannot be read. */
  readonly text: string;
  readonly unfinished: readonly string[];
  /** Errors, and warnings beside `ready`. */
  readonly problems: readonly BlockProblem[];
};

/** Blocks by the language's own reader and checker, each problem at the row it belongs to. */
export const judgeBlocks = (group: Group, catalogue: Catalogue): Judged => {
  const { structured, unfinished, places } = writeBlocks(group);
  if (structured === undefined)
    return { state: unfinished.length > 0 ? 'unfinished' : 'empty', text: '', unfinished, problems: [] };
  const idAt = (path: string): string =>
    places.filter((place) => isWithin(path, place.path)).toSorted((a, b) => b.path.length - a.path.length)[0]?.id ??
    group.id;
  const read = fromStructured(structured);
  if (read.type === 'failed')
    return { state: 'wrong', text: '', unfinished, problems: [{ id: idAt(read.path), problem: read.problem }] };
  const problems = check(read.ast, catalogue, 'boolean').problems.map((problem) => ({
    id: idAt(read.placeOf(problem.span)),
    problem,
  }));
  const wrong = problems.some(({ problem }) => isError(problem));
  const state = wrong ? 'wrong' : unfinished.length > 0 ? 'unfinished' : 'ready';
  return { state, text: format(read.ast), unfinished, problems };
};

const isWithin = (path: string, part: string): boolean =>
  part === '' || path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`);

/** A text as blocks, or what keeps it from being read. An empty text is a group without rows. */
export const blocksOf = (
  text: string,
  newId: NewId,
):
  | { readonly type: 'read'; readonly group: Group }
  | { readonly type: 'failed'; readonly problem: ExpressionProblem } => {
  if (text.trim() === '') return { type: 'read', group: { type: 'group', id: newId(), join: 'all', parts: [] } };
  const parsed = parse(text);
  return parsed.type === 'parsed'
    ? { type: 'read', group: readBlocks(toStructured(parsed.ast), newId) }
    : { type: 'failed', problem: parsed.problem };
};

/** A text by the same reader and checker. */
export const judgeText = (text: string, catalogue: Catalogue): Judged & { readonly ast: Expression | undefined } => {
  const nothing = { text, unfinished: [], ast: undefined } as const;
  if (text.trim() === '') return { ...nothing, text: '', state: 'empty', problems: [] };
  const parsed = parse(text);
  if (parsed.type === 'failed') return { ...nothing, state: 'wrong', problems: [{ id: '', problem: parsed.problem }] };
  const problems = check(parsed.ast, catalogue, 'boolean').problems.map((problem) => ({ id: '', problem }));
  const wrong = problems.some(({ problem }) => isError(problem));
  return { ...nothing, ast: parsed.ast, state: wrong ? 'wrong' : 'ready', problems };
};
