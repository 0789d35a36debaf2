import { expect, test } from 'vitest';
import { createPseudonymizer } from '../identifiers.ts';
import { formatReaders } from './read-again.ts';

const readers = formatReaders(createPseudonymizer('a secret'));
const facts = { source: 'shop', receivedAt: 1_767_225_600_000, rowId: '00000000-0000-8000-8000-000000000001' };
const read = (format: string, body: unknown) => readers(format)?.({ ...facts, body }).event;

test('a mended row of another format is read as on arrival, with the same event id each time', () => {
  const body = { type: 'track', event: 'PayOrder', distinct_id: 'u-1', properties: { $is_login_id: true } };
  expect(read('sensors', body)).toMatchObject({ name: 'PayOrder', ids: { user_id: 'u-1' }, eventId: facts.rowId });
  expect(read('posthog', { event: '$pageview', distinct_id: 'p' })).toMatchObject({ name: '$page' });
  expect(readers('segment')).toBeUndefined();
});

test('a body that says several things, or what has no place, is refused and not read in part', () => {
  expect(() => read('posthog', { event: 'a', distinct_id: 'p', $set: { a: 1 } })).toThrow(/several/);
  expect(() => read('sensors', { type: 'item_set' })).toThrow(/catalogue/);
});
