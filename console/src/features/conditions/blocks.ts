import type { AggregateName } from '../../../../src/documents/expression/language.ts';

/**
 * A condition as an operator sees it: groups of sentences. What is not filled in yet has a place here and none in the
 * language, so this is the builder's own form; `readBlocks` and `writeBlocks` go between it and the structured form.
 */
export type Block = Group | Row;

export type Join = 'all' | 'any' | 'none' | 'not_all';
export type Group = {
  readonly type: 'group';
  readonly id: string;
  readonly join: Join;
  readonly parts: readonly Block[];
};

export type Value = string | number | boolean;
/** With several values `=` is one of them and `!=` is another than these. `known`: there is a value at all. */
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'known' | 'unknown';
/** Without values it is not filled in, unless the operator needs none. */
export type Test = { readonly operator: Operator; readonly values: readonly Value[] };

export type PropertyTest = { readonly id: string; readonly property: string; readonly test: Test };
/** Which of the events count. What is more than a list of tests is an expression, written by hand. */
export type Where =
  | { readonly type: 'tests'; readonly join: 'all' | 'any'; readonly tests: readonly PropertyTest[] }
  | { readonly type: 'text'; readonly text: string };

export type Unit = 'd' | 'h' | 'm';
/** `count` is null while it is not filled in. */
export type Length = { readonly count: number | null; readonly unit: Unit };
export type TimeWindow =
  | { readonly type: 'ever' }
  | { readonly type: 'last'; readonly length: Length }
  | { readonly type: 'between'; readonly from: Length; readonly until: Length }
  /** `this_month` and its like. */
  | { readonly type: 'calendar'; readonly word: string }
  | { readonly type: 'since'; readonly date: string }
  | { readonly type: 'since_event'; readonly which: 'first' | 'last'; readonly event: string };

/** What is asked of one event, negated or not. Names that are not chosen yet are empty. */
export type Did = {
  readonly type: 'did';
  readonly measure: AggregateName;
  readonly event: string;
  /** Empty for measures about the event itself. */
  readonly property: string;
  readonly where: Where;
  readonly window: TimeWindow;
  /** Null for `never`. */
  readonly test: Test | null;
};
export type Step = {
  readonly id: string;
  readonly event: string;
  readonly where: Where;
  /** Null: whenever. */
  readonly within: Length | null;
  readonly negated: boolean;
};
export type Meaning =
  | Did
  | { readonly type: 'trait'; readonly name: string; readonly test: Test }
  | { readonly type: 'tag'; readonly name: string; readonly test: Test }
  | { readonly type: 'score'; readonly name: string; readonly test: Test }
  | { readonly type: 'audience'; readonly name: string }
  | { readonly type: 'sequence'; readonly steps: readonly Step[]; readonly window: TimeWindow }
  | { readonly type: 'text'; readonly text: string };
export type MeaningType = Meaning['type'];
export type Row = { readonly id: string; readonly negated: boolean } & Meaning;

/** What makes each block's identity; a place in a list is none, since blocks come and go. */
export type NewId = () => string;

export const anyEvent: Where = { type: 'tests', join: 'all', tests: [] };

/** A row as it is before anything is chosen. */
export const emptyRow = (type: MeaningType, newId: NewId): Row => ({
  id: newId(),
  negated: false,
  ...emptyMeaning(type, newId),
});

const emptyMeaning = (type: MeaningType, newId: NewId): Meaning => {
  switch (type) {
    case 'did':
      return {
        type,
        measure: 'count',
        event: '',
        property: '',
        where: anyEvent,
        window: { type: 'last', length: { count: 30, unit: 'd' } },
        test: { operator: '>=', values: [1] },
      };
    case 'trait':
    case 'tag':
      return { type, name: '', test: { operator: '=', values: [] } };
    case 'score':
      return { type, name: '', test: { operator: '>=', values: [] } };
    case 'audience':
      return { type, name: '' };
    case 'sequence':
      return {
        type,
        steps: [emptyStep(newId, null), emptyStep(newId, { count: 7, unit: 'd' })],
        window: { type: 'last', length: { count: 30, unit: 'd' } },
      };
    case 'text':
      return { type, text: '' };
  }
};

export const emptyStep = (newId: NewId, within: Length | null): Step => ({
  id: newId(),
  event: '',
  where: anyEvent,
  within,
  negated: false,
});

export const emptyGroup = (newId: NewId): Group => ({ type: 'group', id: newId(), join: 'all', parts: [] });
