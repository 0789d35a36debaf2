import { format, fromStructured } from '../../../../src/documents/expression/language.ts';
import { type Block, emptyGroup, type Group, type NewId } from './blocks.ts';
import { blocksOf, judgeBlocks } from './judge.ts';
import { writeRow } from './write-blocks.ts';

/** A condition being written: as text, as blocks, and which of the two is shown. */
export type ConditionState = {
  readonly mode: 'blocks' | 'text';
  readonly text: string;
  readonly group: Group;
  /** The text these blocks stand for; while it is the text, going from form to form changes nothing. */
  readonly says: string;
};

/** A text as it was found; by blocks, if it can be read. */
export const opened = (text: string, newId: NewId): ConditionState => {
  const read = blocksOf(text, newId);
  return read.type === 'read'
    ? { mode: 'blocks', text, group: read.group, says: text }
    : { mode: 'text', text, group: emptyGroup(newId), says: '' };
};

export const withBlocks = (state: ConditionState, group: Group): ConditionState => {
  const { text, state: outcome } = judgeBlocks(group, {});
  const said = text === '' && outcome === 'wrong' ? looseText(group) : text;
  return { ...state, group, text: said, says: said };
};

export const withText = (state: ConditionState, text: string): ConditionState => ({ ...state, text });

export const asText = (state: ConditionState): ConditionState => ({ ...state, mode: 'text' });

/** What cannot be read becomes one row of text, which says what is wrong. */
export const asBlocks = (state: ConditionState, newId: NewId): ConditionState => {
  const { text, says } = state;
  if (text === says) return { ...state, mode: 'blocks' };
  const read = blocksOf(text, newId);
  const group: Group =
    read.type === 'read'
      ? read.group
      : { ...emptyGroup(newId), parts: [{ type: 'text', id: newId(), negated: false, text }] };
  return { mode: 'blocks', text, group, says: text };
};

/** What the blocks say although a row written by hand cannot be read: that row stands in it as it was typed. */
const looseText = (block: Block): string => {
  if (block.type !== 'group') {
    const structured = writeRow(block);
    if (structured === undefined) return '';
    const read = fromStructured(structured);
    if (read.type === 'parsed') return format(read.ast);
    return block.type === 'text' && block.negated ? `not (${block.text})` : block.type === 'text' ? block.text : '';
  }
  const { join, parts } = block;
  const said = parts.map(looseText).filter((text) => text !== '');
  const joined = said
    .map((text) => (said.length > 1 ? `(${text})` : text))
    .join(join === 'all' || join === 'not_all' ? ' and ' : ' or ');
  return joined !== '' && (join === 'none' || join === 'not_all') ? `not (${joined})` : joined;
};
