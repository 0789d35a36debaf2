import { describe, expect, test } from 'vitest';
import type { Matching } from '#identify';
import { problem } from '#platform';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { matchingRoutes } from './matching-routes.ts';

const decided: unknown[] = [];
const job = {
  id: 'job-1',
  kind: 'matching',
  label: { zh: '匹配', en: 'Matching' },
  state: 'waiting',
  done: 0,
  total: null,
  startedAt: null,
  finishedAt: null,
  error: null,
} as const;
const none = async (): Promise<never> => {
  throw problem('not_found', { detail: 'published MatchRule "none"' });
};
const matching: Matching = {
  need: none,
  rules: async () => [],
  model: none,
  pairs: async ({ rule, limit, after }) =>
    rule === 'people' ? { pairs: [], next: `${limit} ${after?.a ?? ''}` } : none(),
  decide: async (decision) => void decided.push(decision),
  run: none,
};
const { server, withKey, signedIn } = await testHttp({
  routes: [
    matchingRoutes({
      matching,
      jobs: async () => new Map(),
      startRun: async (rule) => (rule === 'people' ? job : none()),
    }),
  ],
});
const reader = await withKey('people:read');
const operator = await signedIn('operator');
const post = (url: string, payload: object, headers: Record<string, string>) =>
  server.inject({
    method: 'POST',
    url,
    payload,
    headers: { host: 'localhost', origin: 'http://localhost', ...headers },
  });

describe('matching over HTTP', () => {
  test('200: whoever may read people sees rules and pairs, page by page', async () => {
    expect((await server.inject({ url: '/api/matching', headers: reader })).json()).toEqual({ rules: [] });
    const answer = await server.inject({
      url: '/api/matching/people/pairs?limit=7&after=-1.5e-7_12_34',
      headers: reader,
    });
    expect(answer.json()).toEqual({ pairs: [], next: '7 12' });
  });

  test('202 and 200: an operator runs a rule and decides, by name', async () => {
    expect((await post('/api/matching/people/run', {}, { cookie: operator.cookie })).statusCode).toBe(202);
    const answer = await post(
      '/api/matching/people/decisions',
      { a: '1', b: '2', decision: 'rejected' },
      { cookie: operator.cookie },
    );
    expect(answer.statusCode).toBe(200);
    expect(decided).toEqual([{ rule: 'people', a: '1', b: '2', state: 'rejected', by: 'a operator' }]);
  });

  test('400: a cursor, a limit or a decision that is none', async () => {
    for (const query of ['after=1_x_2', 'after=1_2_3;DROP', 'limit=0', 'limit=101', 'state=maybe'])
      expect((await server.inject({ url: `/api/matching/people/pairs?${query}`, headers: reader })).statusCode).toBe(
        400,
      );
    for (const body of [{ a: '1', b: '2', decision: 'perhaps' }, { a: 'x', b: '2', decision: 'accepted' }, { a: '1' }])
      expect((await post('/api/matching/people/decisions', body, { cookie: operator.cookie })).statusCode).toBe(400);
  });

  test('401 without a key, 403 for readers who would decide or run', async () => {
    expect((await server.inject({ url: '/api/matching' })).statusCode).toBe(401);
    expect((await post('/api/matching/people/run', {}, reader)).statusCode).toBe(403);
    expect(
      (await post('/api/matching/people/decisions', { a: '1', b: '2', decision: 'accepted' }, reader)).statusCode,
    ).toBe(403);
  });

  test('404 for a rule that is not published', async () => {
    const answer = await server.inject({ url: '/api/matching/none', headers: reader });
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
    expect((await post('/api/matching/none/run', {}, { cookie: operator.cookie })).statusCode).toBe(404);
  });
});
