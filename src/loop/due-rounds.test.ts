import { expect, test } from 'vitest';
import { programsDue } from './due-rounds.ts';
import type { Documents } from './program.ts';
import type { Round, RoundStore } from './round-store.ts';

const now = new Date('2026-03-31T00:00:00Z');

/** Only what the schedule reads; the rest of both is never touched. */
const due = (schedule: string, last?: { readonly asOf: string; readonly state: Round['state'] }) => {
  const documents = { programs: async () => [{ name: 'p', spec: { schedule } }] } as unknown as Documents;
  const rounds = {
    list: async () => (last ? [{ ...last, asOf: new Date(last.asOf) }] : []),
  } as unknown as RoundStore;
  return programsDue(now, { documents, rounds });
};

test('a program runs by its schedule and by nothing else', async () => {
  expect(await due('manual')).toEqual([]);
  expect(await due('weekly')).toEqual(['p']);
  expect(await due('weekly', { asOf: '2026-03-24T00:00:00Z', state: 'waiting' })).toEqual(['p']);
  expect(await due('weekly', { asOf: '2026-03-24T00:00:01Z', state: 'waiting' })).toEqual([]);
  expect(await due('monthly', { asOf: '2026-03-01T00:00:00Z', state: 'done' })).toEqual(['p']);
});

test('a round that runs or has failed is not passed over', async () => {
  expect(await due('daily', { asOf: '2026-01-01T00:00:00Z', state: 'running' })).toEqual([]);
  expect(await due('daily', { asOf: '2026-01-01T00:00:00Z', state: 'failed' })).toEqual([]);
});
