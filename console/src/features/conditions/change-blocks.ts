import type { Block, Group, NewId } from './blocks.ts';

/** The group with one of its parts replaced, or without it. */
export const withPart = (group: Group, id: string, part: Block | undefined): Group => ({
  ...group,
  parts: group.parts.flatMap((each) => (each.id === id ? (part ?? []) : each)),
});

export const withAdded = (group: Group, part: Block): Group => ({ ...group, parts: [...group.parts, part] });

/** A copy behind the part, with ids of its own. */
export const withCopy = (group: Group, id: string, newId: NewId): Group => ({
  ...group,
  parts: group.parts.flatMap((each) => (each.id === id ? [each, renamed(each, newId)] : [each])),
});

/** The part in a group of its own. */
export const grouped = (part: Block, newId: NewId): Group => ({
  type: 'group',
  id: newId(),
  join: 'any',
  parts: [part],
});

const renamed = (block: Block, newId: NewId): Block =>
  block.type === 'group'
    ? { ...block, id: newId(), parts: block.parts.map((part) => renamed(part, newId)) }
    : { ...block, id: newId() };

export const rowCount = (block: Block): number =>
  block.type === 'group' ? block.parts.reduce((sum, part) => sum + rowCount(part), 0) : 1;
