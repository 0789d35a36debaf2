import { useMemo, useState } from 'react';
import type { Catalogue } from '../../../../src/documents/expression/language.ts';
import type { Group, NewId } from './blocks.ts';
import { asBlocks, asText, type ConditionState, opened, withBlocks, withText } from './condition-state.ts';
import { judgeBlocks, type Judged, judgeText } from './judge.ts';

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

/** A condition being written, as blocks or as text. */
export const useCondition = (first: string, catalogue: Catalogue): Condition => {
  const [newId] = useState(() => counter());
  const [state, setState] = useState((): ConditionState => opened(first, newId));
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
    show: (next) => setState((before) => (next === 'text' ? asText(before) : asBlocks(before, newId))),
    write: (next) => setState((before) => withText(before, next)),
    change: (next) => setState((before) => withBlocks(before, next)),
  };
};

const counter = (): NewId => {
  let made = 0;
  return () => {
    made += 1;
    return `block-${made}`;
  };
};
