import { expect, test } from 'vitest';
import { emptyRow, type Group } from './blocks.ts';
import { asBlocks, asText, opened, withBlocks, withText } from './condition-state.ts';
import { judgeBlocks } from './judge.ts';

const counter = () => {
  let n = 0;
  return () => `b${(n += 1)}`;
};

const written = `count(order_paid,   90d) >= 2 # regulars
  and has_tag("vip")`;

test('going from form to form changes nothing of what was typed, remarks and line breaks included', () => {
  const newId = counter();
  const state = opened(written, newId);
  expect(state.mode).toBe('blocks');
  const there = asText(state);
  expect(there.text).toBe(written);
  expect(asBlocks(there, newId)).toEqual(state);
});

test('a changed block is written anew, and the rest keeps its meaning', () => {
  const newId = counter();
  const state = opened(written, newId);
  const [, tag] = state.group.parts;
  const changed = withBlocks(state, { ...state.group, parts: state.group.parts.filter((part) => part !== tag) });
  expect(changed.text).toBe('count(order_paid, 90d) >= 2');
});

test('rows that are not filled in are still there after a look at the text', () => {
  const newId = counter();
  const state = opened('has_tag("a")', newId);
  const group: Group = { ...state.group, parts: [...state.group.parts, emptyRow('did', newId)] };
  const changed = withBlocks(state, group);
  expect(changed.text).toBe('has_tag("a")');
  expect(asBlocks(asText(changed), newId).group).toEqual(group);
});

test('what is typed as text is shown as blocks; what cannot be read as one row that says why', () => {
  const newId = counter();
  const state = asText(opened('', newId));
  expect(asBlocks(withText(state, 'has_tag("a") or has_tag("b")'), newId).group).toMatchObject({
    join: 'any',
    parts: [{ type: 'tag' }, { type: 'tag' }],
  });
  const broken = asBlocks(withText(state, 'has_tag("a") or'), newId);
  expect(broken.group.parts).toMatchObject([{ type: 'text', text: 'has_tag("a") or' }]);
  expect(judgeBlocks(broken.group, {}).problems.map(({ id }) => id)).toEqual(broken.group.parts.map(({ id }) => id));
  expect(asText(broken).text).toBe('has_tag("a") or');
});

test('a row by hand that cannot be read stands in the text as it was typed, beside the others', () => {
  const newId = counter();
  const state = opened('has_tag("a") and in_audience("b")', newId);
  const [first] = state.group.parts;
  const hand = { ...emptyRow('text', newId), type: 'text', text: 'count(order_paid' } as const;
  const inner: Group = { type: 'group', id: newId(), join: 'none', parts: [hand] };
  const changed = withBlocks(state, { ...state.group, parts: [...(first === undefined ? [] : [first]), inner] });
  expect(asText(changed).text).toBe('(has_tag("a")) and (not (count(order_paid))');
});

test('a text that cannot be read is opened as text', () => {
  expect(opened('count(', counter())).toMatchObject({ mode: 'text', text: 'count(' });
});
