import {
  aggregates,
  type Json,
  nodeKeys,
  type Structured,
  type StructuredNode,
} from '../../../../src/documents/expression/language.ts';
import type { Block, Did, Group, Length, Meaning, Row, Step, Test, TimeWindow, Where } from './blocks.ts';

/** The condition the blocks say, and what is missing before they say one. */
export type Written = {
  /** Of the blocks that are filled in; undefined when none is. */
  readonly structured: Structured | undefined;
  /** Ids of rows that are not filled in. */
  readonly unfinished: readonly string[];
  /** Which block wrote which part of it. */
  readonly places: readonly { readonly path: string; readonly id: string }[];
};

/** Blocks → the structured form. Rows that are not filled in are left out and named. */
export const writeBlocks = (group: Group): Written => {
  const unfinished: string[] = [];
  const places: { path: string; id: string }[] = [];
  const write = (block: Block, path: string): StructuredNode | string | undefined => {
    places.push({ path, id: block.id });
    if (block.type === 'group') return writeGroup(block, path);
    const json = writeMeaning(block);
    if (json === undefined) unfinished.push(block.id);
    return json === undefined || !block.negated ? json : { not: json };
  };
  const writeGroup = ({ join, parts }: Group, path: string): StructuredNode | undefined => {
    const negated = join === 'none' || join === 'not_all';
    const key = join === 'all' || join === 'not_all' ? 'all' : 'any';
    const list = `${path}${path === '' ? '' : '.'}${negated ? 'not.' : ''}${key}`;
    const written: (StructuredNode | string)[] = [];
    for (const part of parts) {
      const json = write(part, `${list}[${written.length}]`);
      if (json !== undefined) written.push(json);
    }
    if (written.length === 0) return undefined;
    return negated ? { not: { [key]: written } } : { [key]: written };
  };
  const structured = write(group, '');
  return { structured, unfinished, places };
};

/** One row by itself, as a condition of its own. */
export const writeRow = (row: Row): Structured | undefined => {
  const json = writeMeaning(row);
  return json === undefined || !row.negated ? json : { not: json };
};

const writeMeaning = (row: Meaning): StructuredNode | string | undefined => {
  switch (row.type) {
    case 'did':
      return writeDid(row);
    case 'audience':
      return row.name === '' ? undefined : { in_audience: row.name };
    case 'tag':
      if (row.name !== '' && row.test.operator === 'known') return { has_tag: row.name };
      return writeTested({ tag: row.name }, row);
    case 'trait':
    case 'score':
      return writeTested({ [row.type]: row.name }, row);
    case 'sequence': {
      const steps = row.steps.map(writeStep);
      const window = writeWindow(row.window);
      if (window === undefined || steps.length < 2) return undefined;
      const written = steps.filter((step) => step !== undefined);
      return written.length < steps.length ? undefined : { sequence: written, ...window };
    }
    case 'text':
      return row.text.trim() === '' ? undefined : row.text;
  }
};

const writeTested = (
  subject: StructuredNode,
  { name, test }: { readonly name: string; readonly test: Test },
): StructuredNode | undefined => {
  const is = writeTest(test);
  return name === '' || is === undefined ? undefined : { ...subject, is };
};

const writeDid = ({ measure, event, property, where, window, test }: Did): StructuredNode | undefined => {
  const withProperty = aggregates[measure].property === 'required';
  const about: StructuredNode = withProperty ? { [measure]: property, of: event } : { [measure]: event };
  const parts = [writeWhere(where), writeWindow(window)];
  const is = test === null ? null : writeTest(test);
  if (event === '' || (withProperty && property === '') || is === undefined || parts.includes(undefined))
    return undefined;
  return { ...about, ...parts[0], ...parts[1], ...(test === null ? {} : { is }) };
};

const writeStep = ({ event, where, within, negated }: Step, index: number): StructuredNode | undefined => {
  const only = writeWhere(where);
  const time = index === 0 || within === null ? '' : writeLength(within);
  // what did not happen, did not happen within a time
  if (event === '' || only === undefined || time === undefined || (negated && time === '')) return undefined;
  return { event, ...only, ...(time === '' ? {} : { within: time }), ...(negated ? { not: true } : {}) };
};

const writeWhere = (where: Where): StructuredNode | undefined => {
  if (where.type === 'text') return where.text.trim() === '' ? {} : { where: where.text };
  const tests = where.tests.map(({ property, test }) => ({ property, is: writeTest(test) }));
  if (tests.length === 0) return {};
  const written = tests.flatMap(({ property, is }) => (property === '' || is === undefined ? [] : [{ property, is }]));
  if (written.length < tests.length) return undefined;
  const names = new Set(written.map(({ property }) => property));
  const plain = where.join === 'all' && names.size === tests.length && ![...names].some((name) => nodeKeys.has(name));
  return {
    where: plain ? Object.fromEntries(written.map(({ property, is }) => [property, is])) : { [where.join]: written },
  };
};

const writeTest = ({ operator, values }: Test): Json | undefined => {
  const [value, ...others] = values;
  if (operator === 'known') return { '!=': null };
  if (operator === 'unknown') return null;
  if (value === undefined) return undefined;
  if (operator === '=') return others.length === 0 ? value : values;
  return operator === '!=' && others.length > 0 ? { 'not in': values } : { [operator]: value };
};

const writeWindow = (window: TimeWindow): StructuredNode | undefined => {
  switch (window.type) {
    case 'ever':
      return {};
    case 'last':
      return wrap(writeLength(window.length));
    case 'between': {
      const [from, until] = [writeLength(window.from), writeLength(window.until)];
      return from === undefined || until === undefined ? undefined : { window: `${from}..${until}` };
    }
    case 'calendar':
      return { window: window.word };
    case 'since':
      return window.date === '' ? undefined : { window: { since: window.date } };
    case 'since_event':
      return window.event === '' ? undefined : { window: { since: window.which, event: window.event } };
  }
};

const wrap = (window: string | undefined): StructuredNode | undefined =>
  window === undefined ? undefined : { window };

const writeLength = ({ count, unit }: Length): string | undefined => (count === null ? undefined : `${count}${unit}`);
