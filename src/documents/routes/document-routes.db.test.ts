import { describe, expect, test } from 'vitest';
import { createAuth } from '#platform/http/auth/auth.ts';
import type { Scope } from '#platform/http/auth/scopes.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { codeOf } from '#platform/http/testing.ts';
import { silentLogger } from '#platform';
import { testStores } from '#platform/testing.ts';
import { createDocumentStore } from '../store/store.ts';
import { anAudience, aProgram, testMigrations, testRegistry } from '../testing.ts';
import { documentRoutes } from './document-routes.ts';

const { postgres, clock } = await testStores({ migrations: testMigrations });
const store = createDocumentStore({ postgres, clock, registry: testRegistry });
const auth = createAuth({ postgres, clock });
const server = await createHttpServer({
  log: silentLogger(),
  auth,
  routes: [documentRoutes({ store, registry: testRegistry })],
});
const keyWith = async (...scopes: readonly Scope[]) => {
  const { secret } = await auth.keys.create({ name: 'editor', kind: 'secret', scopes, createdBy: 'test' });
  return { authorization: `Bearer ${secret}` };
};
const editor = await keyWith('documents:read', 'documents:write');
const reader = await keyWith('documents:read');

const get = (url: string) => server.inject({ method: 'GET', url, headers: editor });
const post = (url: string, payload?: object) =>
  server.inject({ method: 'POST', url, headers: editor, ...(payload ? { payload } : {}) });
const put = (url: string, payload: object, headers = {}) =>
  server.inject({ method: 'PUT', url, headers: { ...editor, ...headers }, payload });

const body = ({ title, spec }: ReturnType<typeof anAudience>) => ({ title, spec });
const saved = async (document: ReturnType<typeof anAudience>, published = false): Promise<string> => {
  await store.saveDraft(document);
  if (published) await store.publish([document]);
  return `/api/documents/${document.kind}/${document.name}`;
};

describe('200', () => {
  test('GET /api/kinds gives each kind with titles and JSON Schema', async () => {
    const answer = await get('/api/kinds');
    expect(answer.statusCode).toBe(200);
    expect(answer.json().kinds[1]).toMatchObject({
      kind: 'Audience',
      title: { zh: '人群' },
      schema: { properties: { condition: { type: 'string' } } },
    });
  });

  test('PUT saves the draft, GET reads it with its tag, YAML and history', async () => {
    const document = anAudience('put-get');
    const answer = await put('/api/documents/Audience/put-get', { ...body(document), revision: 0 });
    expect([answer.statusCode, answer.headers['etag']]).toEqual([200, '"1"']);
    expect((await get('/api/documents/Audience/put-get')).json()).toMatchObject({
      document: { state: 'draft', version: 1, updatedBy: 'editor' },
      spec: document.spec,
      yaml: expect.stringContaining('name: put-get'),
      problems: [],
      history: [{ version: 1, state: 'draft', by: 'editor' }],
    });
  });

  test('PUT takes YAML, and problems stand at their line of it', async () => {
    const yaml = 'kind: Audience\nname: from-yaml\ntitle: { zh: 一, en: One }\nspec:\n  condition: count(order_paid)\n';
    const answer = await put('/api/documents/Audience/from-yaml', { yaml });
    expect(answer.json().problems).toMatchObject([{ severity: 'error', path: 'spec.condition', line: 7, column: 14 }]);
  });

  test('list, check, publish, history, diff and archive', async () => {
    const url = await saved(anAudience('whole-life'));
    expect((await post(`${url}/check`)).json()).toMatchObject({ document: { state: 'checked' } });
    expect((await post(`${url}/publish`)).json()).toMatchObject({ document: { state: 'published' } });
    await put(url, body(anAudience('whole-life', 'true')));
    expect((await get(`${url}/diff?from=1&to=2`)).json().differences).toMatchObject([
      { path: 'spec.condition', after: 'true' },
    ]);
    expect((await get(`${url}/history`)).json().history).toHaveLength(4);
    expect((await post(`${url}/archive`)).json()).toMatchObject({ document: { state: 'archived' } });
    const { documents } = (await get('/api/documents/Audience?state=archived')).json();
    expect(documents).toMatchObject([{ name: 'whole-life' }]);
  });

  test('apply puts YAML in force and export gives it back', async () => {
    const yaml = 'kind: Audience\nname: applied\ntitle:\n  zh: 一\n  en: One\nspec:\n  condition: "true"\n';
    expect((await post('/api/apply', { yaml, dryRun: true })).json()).toMatchObject({
      applied: false,
      documents: [{ outcome: 'created' }],
    });
    expect((await post('/api/apply', { yaml })).json()).toMatchObject({
      applied: true,
      documents: [{ outcome: 'created', version: 1 }],
    });
    const exported = await get('/api/export?kind=Audience');
    expect(exported.headers['content-type']).toContain('yaml');
    expect(exported.body).toContain(yaml);
  });
});

describe('400', () => {
  test.each([
    ['a missing title language', { title: { zh: '一' }, spec: {} }, {}],
    [
      'YAML that is another document',
      { yaml: 'kind: Audience\nname: other\ntitle: { zh: 一, en: One }\nspec: {}\n' },
      {},
    ],
    ['YAML that is none', { yaml: 'a: [' }, {}],
    ['a tag that is no revision', body(anAudience('x')), { 'if-match': 'abc' }],
  ])('PUT with %s', async (_what, payload, headers) => {
    const answer = await put('/api/documents/Audience/bad-input', payload, headers);
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_input']);
  });

  test('a name that breaks the pattern', async () => {
    expect((await put('/api/documents/Audience/Bad%20Name', body(anAudience('x')))).statusCode).toBe(400);
  });

  test('versions that are no numbers, a body that is no YAML', async () => {
    const url = await saved(anAudience('numbers'));
    expect((await get(`${url}/diff?from=a&to=2`)).statusCode).toBe(400);
    expect((await get('/api/documents/Audience?state=lost')).statusCode).toBe(400);
    expect((await post('/api/apply', { yaml: 3 })).statusCode).toBe(400);
  });
});

test('401 without a key, 403 without the scope', async () => {
  expect((await server.inject({ method: 'GET', url: '/api/kinds' })).statusCode).toBe(401);
  const answer = await server.inject({
    method: 'PUT',
    url: '/api/documents/Audience/x',
    headers: reader,
    payload: body(anAudience('x')),
  });
  expect(answer.statusCode).toBe(403);
});

describe('404', () => {
  test.each([
    ['GET', '/api/documents/Nothing'],
    ['GET', '/api/documents/Nothing/x'],
    ['GET', '/api/documents/Audience/none'],
    ['GET', '/api/documents/Audience/none/history'],
    ['GET', '/api/documents/Audience/none/diff?from=1&to=2'],
    ['POST', '/api/documents/Audience/none/check'],
    ['POST', '/api/documents/Audience/none/publish'],
    ['POST', '/api/documents/Audience/none/archive'],
    ['GET', '/api/export?kind=Nothing'],
  ] as const)('%s %s', async (method, url) => {
    const answer = await server.inject({ method, url, headers: editor });
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
  });
});

describe('409', () => {
  test('PUT with the revision before last, in the body or as If-Match', async () => {
    const url = await saved(anAudience('raced'));
    expect((await put(url, body(anAudience('raced', 'true')), { 'if-match': '"1"' })).statusCode).toBe(200);
    const late = await put(url, body(anAudience('raced', 'false')), { 'if-match': '"1"' });
    expect([late.statusCode, codeOf(late)]).toEqual([409, 'conflict']);
    expect((await put(url, { ...body(anAudience('raced', 'false')), revision: 1 })).statusCode).toBe(409);
  });

  test('archive of what a published document refers to', async () => {
    const url = await saved(anAudience('needed'), true);
    await saved(aProgram('needs-it', 'needed'), true);
    expect((await post(`${url}/archive`)).statusCode).toBe(409);
  });
});

describe('422', () => {
  test('publish of a draft with errors gives every reason in both languages', async () => {
    const url = await saved(anAudience('unsound', 'count('));
    const answer = await post(`${url}/publish`);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      error: { code: 'unprocessable', field: 'spec.condition', message: { zh: expect.stringContaining('此处应为') } },
      problems: [{ name: 'unsound', severity: 'error' }],
    });
  });

  test('apply with an error writes nothing and says where', async () => {
    const yaml = 'kind: Audience\nname: half\ntitle: { zh: 一, en: One }\nspec: { condition: "true" }\n---\nkind: [\n';
    const answer = await post('/api/apply', { yaml, file: 'half.yaml' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      applied: false,
      problems: [{ file: 'half.yaml', line: expect.any(Number) }],
    });
    expect((await get('/api/documents/Audience/half')).statusCode).toBe(404);
  });
});

test('413 for a spec beyond the limit', async () => {
  expect((await put('/api/documents/Audience/huge', body(anAudience('huge', 'x'.repeat(300_000))))).statusCode).toBe(
    413,
  );
});

test('what is refused is said in Chinese as well, beyond the heading', async () => {
  const used = await saved(anAudience('used'), true);
  await saved(aProgram('uses-it', 'used'), true);
  const yaml = 'kind: Audience\nname: other\ntitle: { zh: 一, en: One }\nspec: { condition: "true" }\n';
  const refusals = await Promise.all([
    post(`${used}/archive`),
    put(used, { ...body(anAudience('used')), revision: 7 }),
    put(used, body(anAudience('used')), { 'if-match': 'the last one' }),
    put(used, { yaml }),
    put(used, { yaml: `${yaml}---\n${yaml}` }),
    put(used, { yaml: 'kind: [' }),
    put('/api/documents/Audience/Not A Name', body(anAudience('x'))),
    put('/api/documents/Audience/huge', body(anAudience('huge', 'x'.repeat(270_000)))),
    get('/api/documents/Nothing'),
    get(`${used}/diff?from=1&to=99`),
  ]);
  for (const answer of refusals) {
    const { zh } = answer.json().error.message;
    expect([zh, /：.*\p{Script=Han}/su.test(zh)]).toEqual([zh, true]);
  }
});

test('every endpoint is in the OpenAPI description', async () => {
  const { paths } = (await server.inject({ method: 'GET', url: '/openapi.json' })).json();
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/api/kinds', '/api/documents/{kind}/{name}', '/api/apply', '/api/export']),
  );
});
