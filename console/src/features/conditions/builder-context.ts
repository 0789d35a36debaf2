import { createContext, use } from 'react';
import type { NewId } from './blocks.ts';
import type { Judged } from './judge.ts';
import type { ConditionChoices } from './words.ts';

/** What every block of one builder shares. */
export type Builder = {
  readonly choices: ConditionChoices;
  readonly judged: Judged;
  readonly newId: NewId;
  /** With more than one row, each says how many people it holds for by itself. */
  readonly countsRows: boolean;
};

export const BuilderContext = createContext<Builder | undefined>(undefined);

export const useBuilder = (): Builder => {
  const builder = use(BuilderContext);
  if (builder === undefined) throw new Error('useBuilder needs a ConditionBuilder above it');
  return builder;
};
