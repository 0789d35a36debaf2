import { describe, expect, test } from 'vitest';
import { collectMigrations, createPseudonymizer } from '#collect';
import { identifyMigrations } from '#identify';
import { problem } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { testStores } from '#platform/testing.ts';
import { identityRoutes } from './identity-routes.ts';

const { clickhouse, postgres } = await testStores({
  migrations: allMigrations([collectMigrations, identifyMigrations]),
});
const decided: unknown[] = [];
const { server, withKey, signedIn } = await testHttp({
  routes: [
    identityRoutes({
      clickhouse,
      postgres,
      pseudonymizer: createPseudonymizer('a secret of at least 32 characters!'),
      desk: {
        explain: async (profileId) => ({
          profileId,
          identifiers: [],
          links: [],
          past: [],
          cuts: [],
          changes: [],
          more: 0,
        }),
        preview: async () => ({ before: [], after: [] }),
        decide: async (decision, by) => {
          if (decision.type === 'end_cut') throw problem('not_found', { detail: 'cut' });
          decided.push([decision, by]);
          return { id: 'c1' };
        },
      },
    }),
  ],
});
const reader = await withKey('people:read');
const operator = await signedIn('operator');
const viewer = await signedIn('viewer');
const post = (payload: object, headers: Record<string, string>) =>
  server.inject({
    method: 'POST',
    url: '/api/identity/decisions',
    payload,
    headers: { host: 'localhost', origin: 'http://localhost', ...headers },
  });

describe('identity over HTTP', () => {
  test('200: whoever may read people sees health and changes', async () => {
    expect((await server.inject({ url: '/api/identity/health', headers: reader })).json()).toMatchObject({ people: 0 });
    const changes = await server.inject({ url: '/api/identity/changes?kind=merged&limit=5', headers: reader });
    expect(changes.json()).toEqual({ changes: [], identifiers: [], next: null });
  });

  test('200: an operator decides, by name', async () => {
    expect((await post({ type: 'cut', a: '1', b: '2', why: 'guest' }, operator)).statusCode).toBe(200);
    expect(decided).toEqual([[{ type: 'cut', a: '1', b: '2', why: 'guest' }, expect.any(String)]]);
  });

  test('400: what is no key, no decision, or too long a reason', async () => {
    for (const body of [
      { type: 'cut', a: 'x' },
      { type: 'burn', a: '1' },
      { type: 'cut', a: '1', why: 'y'.repeat(501) },
    ]) {
      expect((await post(body, operator)).statusCode).toBe(400);
    }
    const page = await server.inject({ url: '/api/identity/changes?before=1;2', headers: reader });
    expect(page.statusCode).toBe(400);
    expect((await server.inject({ url: '/api/identity/changes?limit=1000', headers: reader })).statusCode).toBe(400);
  });

  test('401 and 403: without a key, and for who may only read', async () => {
    expect((await server.inject({ url: '/api/identity/health' })).statusCode).toBe(401);
    expect((await post({ type: 'cut', a: '1' }, viewer)).statusCode).toBe(403);
  });

  test('404: nobody, and no such cut', async () => {
    const nobody = await server.inject({ url: '/api/people/123456789012345678/identity', headers: reader });
    expect([nobody.statusCode, codeOf(nobody)]).toEqual([404, 'not_found']);
    const id = '6f2b3a52-7a4d-4b7e-8a52-0f2b3a527a4d';
    expect((await post({ type: 'end_cut', id }, operator)).statusCode).toBe(404);
  });
});
