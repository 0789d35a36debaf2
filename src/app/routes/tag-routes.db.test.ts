import { beforeAll, describe, expect, test } from 'vitest';
import { collectMigrations, createPseudonymizer, type LogEvent } from '#collect';
import { createDocumentStore, documentMigrations } from '#documents';
import { identifyMigrations } from '#identify';
import { allMigrations } from '#platform/db/migration.ts';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { idKey, sqlTime } from '#platform';
import { testStores } from '#platform/testing.ts';
import { profileMigrations } from '#profile';
import { createCatalogueDesk } from '../catalogue-desk.ts';
import { documentRegistry } from '../kinds.ts';
import { loopDocuments } from '../loop-documents.ts';
import { createTagDesk } from '../tag-desk.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { tagRoutes } from './tag-routes.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([
    { postgres: documentMigrations },
    collectMigrations,
    identifyMigrations,
    profileMigrations,
  ]),
});
clock.set(new Date('2026-06-15T04:00:00Z'));
const documents = createDocumentStore({ postgres, clock, registry: documentRegistry() });
const given: LogEvent[] = [];
const desk = createTagDesk({
  clickhouse,
  postgres,
  clock,
  documents,
  published: loopDocuments(documents, 'UTC'),
  pseudonymizer: createPseudonymizer('a secret of at least 32 characters!'),
  write: async (events) => void given.push(...events),
});
const { server, withKey, signedIn } = await testHttp({
  routes: [tagRoutes({ desk }), catalogueRoutes({ desk: createCatalogueDesk({ clickhouse, clock, documents }) })],
});
const reader = await withKey('people:read');
const writer = await withKey('events:write');
const author = await withKey('documents:write', 'documents:read');
const viewer = await signedIn('viewer');
const profileId = idKey('user_id', 'u1').toString();

const publish = async (kind: string, name: string, spec: unknown): Promise<void> => {
  await documents.saveDraft({ kind, name, title: { zh: name, en: name }, spec });
  const result = await documents.publish([{ kind, name }]);
  if (result.type === 'refused') throw new Error(JSON.stringify(result.problems));
};

beforeAll(async () => {
  await publish('Tag', 'buyer', { type: 'rule', values: [{ value: 'yes', when: 'count(order_paid) >= 1' }] });
  await publish('Tag', 'vip', { type: 'given', values: [{ value: 'gold' }, { value: 'silver' }] });
  await publish('Audience', 'golden', { condition: 'tag("vip") = "gold"' });
  await publish('Catalogue', 'product', {
    properties: ['product_id'],
    attributes: { category: {}, price: { type: 'number' } },
  });
  const eventOf = (n: number, type: string, value: string, name: string) => ({
    event_id: `00000000-0000-4000-8000-00000000000${n}`,
    name,
    ts: sqlTime(new Date('2026-06-01T00:00:00Z')),
    received_at: sqlTime(new Date('2026-06-01T00:00:00Z')),
    source: 'shop',
    id_key: idKey(type, value).toString(),
    ids: { [type]: value },
    id_keys: [idKey(type, value).toString()],
    properties: { amount: 3 },
    context: {},
  });
  await clickhouse.insert({
    table: 'events',
    rows: [
      eventOf(1, 'user_id', 'u1', 'order_paid'),
      eventOf(2, 'user_id', 'u2', 'seen'),
      eventOf(3, 'wechat_openid@wx12', 'o:1', 'seen'),
    ],
  });
  await desk.refresh();
});

type Method = 'GET' | 'PUT' | 'DELETE';
const ask = (method: Method, url: string, headers: Record<string, string>, payload?: object) =>
  server.inject({
    method,
    url,
    headers: { host: 'localhost', origin: 'http://localhost', ...headers },
    ...(payload ? { payload } : {}),
  });

describe('tags over HTTP', () => {
  test('200: all tags with sizes, one with who uses it, its people and flows', async () => {
    const { tags } = (await ask('GET', '/api/tags', reader)).json();
    expect(tags).toMatchObject([
      { name: 'buyer', type: 'rule', people: 1, sizes: [{ value: 'yes', people: 1 }] },
      { name: 'vip', type: 'given', people: 0 },
    ]);
    expect((await ask('GET', '/api/tags/vip', reader)).json()).toMatchObject({
      usedBy: [{ kind: 'Audience', name: 'golden' }],
    });
    expect((await ask('GET', '/api/tags/buyer/people?value=yes', reader)).json()).toMatchObject({
      people: [{ profileId, value: 'yes' }],
      total: 1,
    });
    const flows = await ask('GET', '/api/tags/buyer/flows?dates=2026-05-01T00:00:00Z,2026-06-10T00:00:00Z', reader);
    expect(flows.json()).toMatchObject({ flows: [{ step: 0, from: null, to: 'yes', people: 1 }] });
    expect(
      (await ask('GET', '/api/tags/templates?event=Order%20Completed', reader)).json().templates[0].yaml,
    ).toContain('days_since_first("Order Completed")');
  });

  test('200: given to a person and to many, by name of who gave it', async () => {
    given.length = 0;
    const one = await ask('PUT', `/api/people/${profileId}/tags/vip`, writer, { value: 'gold' });
    expect(one.statusCode).toBe(200);
    const many = await ask('PUT', '/v1/tags/vip/people', writer, {
      people: [{ id: 'user_id:u2', value: 'silver', until: '2026-07-01T00:00:00+08:00' }],
    });
    expect(many.json()).toEqual({ given: 1 });
    expect((await ask('DELETE', '/v1/tags/vip/people', writer, { people: ['user_id:u2'] })).json()).toEqual({
      taken: 1,
    });
    expect(
      given.map(({ name, ids, alsoKeys, properties }) => [
        name,
        ids,
        alsoKeys?.map(String),
        properties['value'] ?? null,
        properties['until'] ?? null,
      ]),
    ).toEqual([
      ['$tag_set', {}, [profileId], 'gold', null],
      ['$tag_set', { user_id: 'u2' }, undefined, 'silver', '2026-06-30T16:00:00.000Z'],
      ['$tag_removed', { user_id: 'u2' }, undefined, null, null],
    ]);
  });

  test('400: a value the tag has not, a tag that follows from a rule, an end that is past, no identifier, dates out of order', async () => {
    given.length = 0;
    const answers = await Promise.all([
      ask('PUT', `/api/people/${profileId}/tags/vip`, writer, { value: 'bronze' }),
      ask('PUT', `/api/people/${profileId}/tags/vip`, writer, {}),
      ask('PUT', `/api/people/${profileId}/tags/buyer`, writer, { value: 'yes' }),
      ask('PUT', `/api/people/${profileId}/tags/vip`, writer, { value: 'gold', until: '2020-01-01T00:00:00Z' }),
      ask('PUT', '/v1/tags/vip/people', writer, {
        people: [
          { id: 'user_id:u2', value: 'gold' },
          { id: 'nobody', value: 'gold' },
        ],
      }),
      ask('PUT', '/v1/tags/vip/people', writer, { people: [] }),
      ask('GET', '/api/tags/buyer/flows?dates=2026-06-10T00:00:00Z,2026-05-01T00:00:00Z', reader),
      ask('GET', '/api/tags/buyer/flows?dates=2026-06-10', reader),
      ask('GET', '/api/tags/buyer/people?limit=1000', reader),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 400));
    expect(given).toEqual([]);
  });

  test('of many people the error says whose, and identifiers of one application are taken', async () => {
    const [first, second] = [
      { id: 'wechat_openid@wx12:o:1', value: 'gold' },
      { id: 'user_id:u2', value: 'bronze' },
    ];
    const answer = await ask('PUT', '/v1/tags/vip/people', writer, { people: [first, second] });
    expect(answer.json().error.field).toBe('people[1].value');
    given.length = 0;
    expect((await ask('PUT', '/v1/tags/vip/people', writer, { people: [first] })).statusCode).toBe(200);
    expect(given[0]?.ids).toEqual({ 'wechat_openid@wx12': 'o:1' });
  });

  test('404: whom nobody knows is named and nothing of the batch is written; `create` makes a person, taking away never does', async () => {
    given.length = 0;
    const people = [
      { id: 'user_id:u1', value: 'gold' },
      { id: 'phone:13800001111', value: 'gold' },
    ];
    const refused = await ask('PUT', '/v1/tags/vip/people', writer, { people });
    expect([refused.statusCode, refused.json().error.field]).toEqual([404, 'people[1].id']);
    expect(refused.json().error.message.en).toMatch(/nobody is known by phone:13800001111; .*create/);
    expect(refused.json().error.message.zh).toMatch(/没有客户使用标识 phone:13800001111；.*新建/);
    const removed = await ask('DELETE', '/v1/tags/vip/people', writer, { people: ['user_id:u1', 'user_id:u9'] });
    expect([removed.statusCode, removed.json().error.field]).toEqual([404, 'people[1].id']);
    expect(given).toEqual([]);
    expect((await ask('PUT', '/v1/tags/vip/people', writer, { people, create: true })).json()).toEqual({ given: 2 });
    expect(given).toHaveLength(2);
  });

  test('401, 403 and 404', async () => {
    expect((await ask('GET', '/api/tags', {})).statusCode).toBe(401);
    expect((await ask('PUT', `/api/people/${profileId}/tags/vip`, viewer, { value: 'gold' })).statusCode).toBe(403);
    expect(
      (await ask('PUT', '/v1/tags/vip/people', reader, { people: [{ id: 'user_id:u', value: 'gold' }] })).statusCode,
    ).toBe(403);
    const missing = await ask('GET', '/api/tags/none', reader);
    expect([missing.statusCode, codeOf(missing)]).toEqual([404, 'not_found']);
    expect((await ask('GET', '/api/people/123456789012345678/tags', reader)).statusCode).toBe(404);
  });
});

describe('catalogues over HTTP', () => {
  const url = '/v1/catalogues/product/entries';

  test('200: entries are written, found, replaced whole and removed', async () => {
    const entries = [
      { id: 'p1', attributes: { category: 'fridge', price: 1499.5 } },
      { id: 'p2', attributes: { category: 'filter', price: '99' } },
    ];
    expect((await ask('PUT', url, author, { entries })).json()).toEqual({ written: 2 });
    await ask('PUT', url, author, { entries: [{ id: 'p1', attributes: { category: 'washer' } }] });
    const found = await ask('GET', '/api/catalogues/product/entries?query=WASH', author);
    expect(found.json()).toMatchObject({
      entries: [{ id: 'p1', attributes: { category: 'washer' } }],
      total: 1,
      next: null,
    });
    expect((await ask('GET', '/api/catalogues/product/entries?limit=1', author)).json()).toMatchObject({
      total: 2,
      next: 'p1',
    });
    await ask('DELETE', url, author, { ids: ['p2'] });
    expect((await ask('GET', '/api/catalogues', author)).json()).toMatchObject({
      catalogues: [{ name: 'product', entries: 1 }],
    });
  });

  test('400: what the document has not and what is not of its type; nothing of the batch is written', async () => {
    const good = { id: 'new', attributes: { category: 'x' } };
    for (const bad of [{ colour: 'red' }, { price: 'cheap' }, { category: 'y'.repeat(3000) }]) {
      expect((await ask('PUT', url, author, { entries: [good, { id: 'bad', attributes: bad }] })).statusCode).toBe(400);
    }
    expect((await ask('GET', '/api/catalogues/product/entries?query=new', author)).json().total).toBe(0);
  });

  test('401, 403 and 404', async () => {
    expect((await ask('GET', '/api/catalogues', {})).statusCode).toBe(401);
    expect((await ask('PUT', url, reader, { entries: [{ id: 'a', attributes: {} }] })).statusCode).toBe(403);
    const entries = [{ id: 'a', attributes: {} }];
    expect((await ask('PUT', '/v1/catalogues/none/entries', author, { entries })).statusCode).toBe(404);
  });
});
