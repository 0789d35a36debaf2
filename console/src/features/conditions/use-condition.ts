import { useMemo, useState } from 'react';
import type { Catalogue } from '../../../../src/documents/expression/language.ts';
import type { Group, NewId } from './blocks.ts';
import { emptyGroup } from './blocks.ts';
import { blocksOf, judgeBlocks, type Judged, judgeText } from './judge.ts';

export type Condition = {
  readonly mode: 'blocks' | 'text';
  /** Goes to the other form; what was written stays. */
  readonly show: (mode: 'blocks' | 'text') => void;
  readonly group: Group;
  readonly change: (group: Group) => void;
  /** As it was given, until something is changed. */
  readonly text: string;
  readonly write: (text: string) => void;
  readonly judged: Judged;
  readonly newId: NewId;
};

type State = {
  readonly mode: 'blocks' | 'text';
  readonly text: string;
  readonly group: Group;
  /** The text these blocks stand for. */
  readonly says: string;
};

/** A condition being written, as blocks or as text. A change of form alone changes neither. */
export const useCondition = (first: string, catalogue: Catalogue): Condition => {
  const [newId] = useState(() => counter());
  const [state, setState] = useState((): State => opened(first, newId));
  const { mode, text, group } = state;
  const judged = useMemo(
    () => (mode === 'blocks' ? judgeBlocks(group, catalogue) : judgeText(text, catalogue)),
    [mode, group, text, catalogue],
  );
  return {
    mode,
    text,
    group,
    judged,
    newId,
    show: (next) => setState((before) => (next === 'text' ? { ...before, mode: next } : asBlocks(before, newId))),
    write: (next) => setState((before) => ({ ...before, text: next })),
    change: (next) =>
      setState((before) => {
        const { state: outcome, text: said } = judgeBlocks(next, {});
        // a row that cannot be read has no text: the last one that could be stays beside it
        const kept = said === '' && outcome === 'wrong' ? before.text : said;
        return { ...before, group: next, text: kept, says: kept };
      }),
  };
};

const counter = (): NewId => {
  let made = 0;
  return () => {
    made += 1;
    return `block-${made}`;
  };
};

const opened = (text: string, newId: NewId): State => {
  const read = blocksOf(text, newId);
  return read.type === 'read'
    ? { mode: 'blocks', text, group: read.group, says: text }
    : { mode: 'text', text, group: emptyGroup(newId), says: '' };
};

/** What cannot be read becomes one row of text, which says what is wrong. */
const asBlocks = (before: State, newId: NewId): State => {
  const { text, says } = before;
  if (text === says) return { ...before, mode: 'blocks' };
  const read = blocksOf(text, newId);
  const group: Group =
    read.type === 'read'
      ? read.group
      : { ...emptyGroup(newId), parts: [{ type: 'text', id: newId(), negated: false, text }] };
  return { mode: 'blocks', text, group, says: text };
};
