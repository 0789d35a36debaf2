import { expect, test } from 'vitest';
import type { PlanDesk, QuarantineDesk } from '#collect';
import { problem } from '#platform';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import type { QuarantineRun } from '../../collect/quarantine/schemas.ts';
import { planRoutes } from './plan-routes.ts';
import { quarantineRoutes } from './quarantine-routes.ts';

const run: QuarantineRun = {
  id: '0198c2a0-0000-7000-8000-000000000001',
  action: 'discard',
  group: { source: 'shop', reason: 'invalid_event' },
  title: { zh: '一', en: 'One' },
  steps: [],
  by: null,
  state: 'running',
  rows: 1,
  tried: 0,
  passed: 0,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
};
const started: string[] = [];
const asked: unknown[] = [];
const missing = async () => {
  throw problem('not_found', { detail: 'nothing of the kind' });
};
const desk: QuarantineDesk = {
  groups: async () => ({ groups: [], total: 0, byState: { open: 0, replayed: 0, discarded: 0 } }),
  rows: async () => ({ rows: [], next: null }),
  preview: async () => ({ rows: 0, tried: 0, passes: 0, fails: [], samples: [] }),
  open: async (ask, by) => {
    asked.push(by);
    return { ...run, action: ask.action };
  },
  perform: async () => run,
  run: missing,
  runs: async () => [run],
};
const planDesk: PlanDesk = {
  list: missing,
  event: missing,
  tryOn: missing,
  draft: async ({ name }) => ({ kind: 'EventDefinition', name, version: 1 }),
};
const { server, withKey } = await testHttp({
  routes: [quarantineRoutes({ desk, start: async ({ id }) => void started.push(id) }), planRoutes({ desk: planDesk })],
});
const reader = await withKey('events:read');
const writer = await withKey('events:read', 'events:write');
const post = (url: string, payload: object, headers: Record<string, string> = writer) =>
  server.inject({ method: 'POST', url, payload, headers });
const runs = '/api/data/quarantine/runs';
const group = { source: 'shop', reason: 'invalid_event' };

test('200: a run is opened in the name of who asks, and started', async () => {
  const answer = await post(runs, { group, action: 'discard' });
  expect([answer.statusCode, answer.json()]).toMatchObject([200, { run: { action: 'discard' } }]);
  expect([started, asked]).toEqual([[run.id], ['a machine']]);
});

test('200: what can be read, can be read', async () => {
  for (const url of ['/api/data/quarantine?state=replayed', '/api/data/quarantine/rows?source=a&reason=b', runs])
    expect((await server.inject({ method: 'GET', url, headers: reader })).statusCode).toBe(200);
  expect((await post('/api/data/quarantine/preview', { group }, reader)).statusCode).toBe(200);
});

test.each([
  ['an unknown action', runs, { group, action: 'delete' }],
  [
    'a step that reaches for the prototype',
    runs,
    { group, action: 'replay', steps: [{ type: 'remove', path: '__proto__.x' }] },
  ],
  [
    'more steps than there may be',
    runs,
    { group, action: 'replay', steps: Array(21).fill({ type: 'remove', path: 'x' }) },
  ],
  ['more rows than there may be', runs, { group: { ...group, rowIds: Array(501).fill(run.id) }, action: 'replay' }],
  ['a look back of a year', '/api/data/plan/try', { name: 'order_paid', days: 365 }],
])('400: %s', async (_what, url, payload) => {
  const answer = await post(url, payload);
  expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_input']);
});

test('401 without a key, 403 without the scope', async () => {
  expect((await post(runs, { group, action: 'discard' }, {})).statusCode).toBe(401);
  expect((await post(runs, { group, action: 'discard' }, reader)).statusCode).toBe(403);
  expect((await post('/api/data/plan/draft', { name: 'x' }, writer)).statusCode).toBe(403);
});

test('404: a run and an event that are not there', async () => {
  for (const url of [`${runs}/${run.id}`, '/api/data/plan/events/nothing'])
    expect((await server.inject({ method: 'GET', url, headers: reader })).statusCode).toBe(404);
});
