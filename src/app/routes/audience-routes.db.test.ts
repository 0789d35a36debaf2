import { createServer, type IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createDocumentStore } from '#documents';
import { idKey, problem, silentProgress, sqlTime, stableUuid } from '#platform';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { testStores } from '#platform/testing.ts';
import { createAudienceDesk } from '../audience-desk.ts';
import { documentRegistry } from '../kinds.ts';
import { createLiveAudiences } from '../live-audiences.ts';
import { loopDocuments } from '../loop-documents.ts';
import { appMigrations } from '../migrations.ts';
import { sendAskedSchema } from '../../profile/live/schemas.ts';
import { sendAudience, type SendState, webhookNamed } from '../send-audience.ts';
import { audienceRoutes } from './audience-routes.ts';

const stores = await testStores({ migrations: appMigrations });
const { clickhouse, postgres, clock } = stores;
const documents = createDocumentStore({ postgres, clock, registry: documentRegistry() });
const published = loopDocuments(documents, 'Asia/Shanghai');
const live = createLiveAudiences({ clickhouse, postgres, clock, documents, published });
const desk = createAudienceDesk({
  clickhouse,
  postgres,
  clock,
  documents,
  published,
  smallest: 20,
  contacts: { open: async (_, keys) => new Map(keys.map((key) => [key, '138 0000 1111'])) },
});
const { server, withKey } = await testHttp({
  routes: [
    audienceRoutes({
      desk,
      startSending: async () => {
        throw problem('unprocessable', { detail: 'started' });
      },
    }),
  ],
});

type Heard = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A system that takes whatever is posted to it, or answers as it is told to. */
const aReceiver = async (answer: () => Heard = () => ({ status: 200 })) => {
  const calls: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      calls.push({ headers: request.headers, body });
      const heard = answer();
      response.writeHead(heard.status, heard.headers).end(heard.body);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { calls, url: `http://127.0.0.1:${port}/`, close: () => new Promise((resolve) => http.close(resolve)) };
};

const now = clock.now().getTime();
const person = (i: number): string => idKey('user_id', `u${i}`).toString();
/** Person i has i % 4 orders of i yuan; every tenth agrees to nothing. */
const people = Array.from({ length: 60 }, (_, i) => i);
const row = (i: number, name: string, n: number, properties: object) => ({
  event_id: stableUuid('e', String(i), name, String(n)),
  name,
  ts: sqlTime(new Date(now - (n + 1) * 86_400_000)),
  received_at: sqlTime(new Date(now - 1_000)),
  source: 'test',
  id_key: person(i),
  ids: { user_id: `u${i}` },
  id_keys: [person(i)],
  properties,
  context: {},
});
await clickhouse.insert({
  table: 'events',
  rows: people.flatMap((i) => [
    row(i, 'page_viewed', 0, { path: '/' }),
    ...Array.from({ length: i % 4 }, (_, n) => row(i, 'order_paid', n, { amount: i, channel: i % 2 ? 'app' : 'web' })),
    ...(i % 10 === 1 ? [row(i, '$consent_withdrawn', 0, { purpose: 'marketing', channel: '*' })] : []),
  ]),
});
const audience = (name: string, condition: string, refresh?: 'snapshot') => ({
  kind: 'Audience',
  name,
  title: { zh: name, en: name },
  spec: { condition, ...(refresh === undefined ? {} : { refresh }) },
});
const contents = [
  audience('buyers', 'count(order_paid) >= 1'),
  audience('often', 'count(order_paid, 30d) >= 3 and last(order_paid.channel) = "app"'),
  audience('rare', 'count(order_paid) = 1 and sum(order_paid.amount) > 50'),
  audience('spring', 'count(order_paid) >= 2', 'snapshot'),
  audience('kept', 'in_audience(spring)'),
];
for (const content of contents) await documents.saveDraft(content);
await documents.publish(contents);
await live.refresh();

const reader = await withKey('people:read');
const exporter = await withKey('people:read', 'people:export');
const writer = await withKey('people:read', 'documents:write');
const get = (url: string, headers = reader) => server.inject({ url, headers });
const post = (url: string, payload: object, headers = reader) =>
  server.inject({ method: 'POST', url, payload, headers });

test('the list has every audience with its size', async () => {
  const { audiences, smallest } = (await get('/api/audiences')).json();
  expect(smallest).toBe(20);
  expect(audiences.map(({ name, size }: { name: string; size: number }) => [name, size])).toEqual([
    ['buyers', 45],
    ['kept', 0],
    ['often', 15],
    ['rare', 2],
    ['spring', 0],
  ]);
});

test('of few people a preview is exact, and one that does not parse says where', async () => {
  expect((await post('/api/audiences/preview', { condition: 'count(order_paid) >= 2' })).json()).toMatchObject({
    exact: true,
    people: 30,
    of: 60,
  });
  const bad = await post('/api/audiences/preview', { condition: 'count(order_paid) >=' });
  expect([bad.statusCode, codeOf(bad)]).toEqual([400, 'invalid_input']);
});

describe('a condition that is wrong', () => {
  const refused = async (condition: unknown) => {
    const answer = await post('/api/audiences/preview', { condition });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_input']);
    const { field, message } = answer.json().error;
    expect(field).toBe('condition');
    return message;
  };
  test.each([
    ['a text that cannot be read', 'count(order_paid) >= ', '1:22 Expected a value', '1:22 此处应为'],
    ['a number for a condition', 'count(order_paid, 30d)', '1:1 Expected a condition', '1:1 此处应为条件'],
    ['a text for a number', 'sum(order_paid.amount) > "300"', '1:1 A number cannot', '1:1 数值不能与'],
    ['an audience nobody has published', 'not in_audience(buyer)', 'Did you mean "buyers"?', '没有人群“buyer”'],
    ['a day that does not exist', 'count(order_paid, since "2026-13-01") > 0', '1:25 ', '不是有效日期'],
  ])('says where and how to mend it, in both languages: %s', async (_, condition, en, zh) => {
    const message = await refused(condition);
    expect(message.en).toContain(en);
    expect(message.zh).toContain(zh);
  });
  test('as objects says which part', async () => {
    const message = await refused({ all: [{ count: 'order_paid', is: { '>=': 2 } }, { sum: 'order_paid' }] });
    expect(message.en).toContain('condition.all[1]');
  });
});

test('a condition as objects counts as its text does, and a name that nothing knows is a warning', async () => {
  const asObjects = { all: [{ count: 'order_paid', is: { '>=': 2 } }, { not: { in_audience: 'often' } }] };
  const { people, warnings } = (await post('/api/audiences/preview', { condition: asObjects })).json();
  const text = 'count(order_paid) >= 2 and not in_audience(often)';
  expect(people).toBe((await post('/api/audiences/preview', { condition: text })).json().people);
  expect(warnings).toEqual([]);
  const unknown = await post('/api/audiences/preview', {
    condition: 'count(order_paid where sku->colour = "red") = 0',
  });
  expect(unknown.json().warnings).toMatchObject([{ place: '1:24', message: { en: expect.stringContaining('sku') } }]);
});

test('an overlap counts each combination apart', async () => {
  const { sizes, combinations } = (await get('/api/audiences/overlap?names=buyers,often,rare')).json();
  expect(sizes.map(({ people: n }: { people: number }) => n)).toEqual([45, 15, 2]);
  expect(combinations).toEqual([
    { audiences: ['buyers'], people: 28 },
    { audiences: ['buyers', 'often'], people: 15 },
    { audiences: ['buyers', 'rare'], people: 2 },
  ]);
  expect((await get('/api/audiences/overlap?names=buyers')).statusCode).toBe(400);
  expect((await get('/api/audiences/overlap?names=buyers,nobody')).statusCode).toBe(404);
});

test('a sample says why each is in it, part by part with the values', async () => {
  const { people: some } = (await get('/api/audiences/often/sample?limit=2')).json();
  expect(some).toHaveLength(2);
  for (const { why } of some) {
    expect(why).toMatchObject({ join: 'all', holds: true });
    expect(why.parts[0]).toMatchObject({ holds: true, values: [{ text: 'count(order_paid, 30d)', value: 3 }] });
    expect(why.parts[1]).toMatchObject({ values: [{ text: 'last(order_paid.channel)', value: 'app' }] });
  }
  expect((await get('/api/audiences/often/sample?limit=500')).statusCode).toBe(400);
});

test('a person’s audiences, and an audience’s history', async () => {
  const { audiences } = (await get(`/api/people/${person(3)}/audiences`)).json();
  expect(audiences.map(({ name }: { name: string }) => name)).toEqual(['buyers', 'often']);
  const history = (await get('/api/audiences/buyers/history')).json();
  expect(history.sizes.at(-1)).toMatchObject({ size: 45 });
  expect((await get('/api/audiences/nobody/history')).statusCode).toBe(404);
});

test('a frozen list keeps its people, and in_audience reads it', async () => {
  clock.set(new Date(now + 1_000));
  const frozen = await post('/api/audiences/spring/freeze', { name: 'before the sale' }, writer);
  expect([frozen.statusCode, frozen.json()]).toMatchObject([201, { size: 30, name: 'before the sale' }]);
  expect((await post('/api/audiences/spring/freeze', {})).statusCode).toBe(403);
  clock.set(new Date(now + 2_000));
  await live.refresh();
  const of = async (name: string) => (await get(`/api/audiences/${name}`)).json();
  expect(await of('spring')).toMatchObject({ size: 30, freezes: [{ name: 'before the sale' }] });
  expect((await post('/api/audiences/preview', { condition: 'in_audience(spring)' })).json().people).toBe(30);
});

const webhookTo = (url: string) => ({
  kind: 'Channel',
  name: 'crm',
  title: { zh: 'crm', en: 'crm' },
  spec: { type: 'webhook', costPerMessageMinor: 0, url, secret: 'crm_secret' },
});

describe('an export', () => {
  test('has the chosen columns of those who have agreed', async () => {
    const { statusCode, body } = await post('/api/audiences/buyers/export', { identifiers: ['user_id'] }, exporter);
    expect(statusCode).toBe(200);
    const lines = body.replace('\uFEFF', '').trim().split('\r\n');
    expect(lines[0]).toBe('profile_id,user_id');
    // six of the buyers said no
    expect(lines).toHaveLength(1 + 45 - people.filter((i) => i % 10 === 1 && i % 4 > 0).length);
    expect(lines).toContain(`${person(3)},u3`);
    expect(body).not.toContain(',u1\r\n');
    const kept = await postgres.query<{ people: number }>('SELECT people FROM audience_exports');
    expect(kept).toEqual([{ people: lines.length - 1 }]);
  });
  test('of a small group is refused, and so is one without the right', async () => {
    const small = await post('/api/audiences/rare/export', {}, exporter);
    expect([small.statusCode, codeOf(small)]).toEqual([422, 'unprocessable']);
    expect((await post('/api/audiences/buyers/export', {})).statusCode).toBe(403);
    expect((await server.inject({ method: 'POST', url: '/api/audiences/buyers/export', payload: {} })).statusCode).toBe(
      401,
    );
    expect((await post('/api/audiences/buyers/export', { personal: 'clear' }, exporter)).statusCode).toBe(403);
  });
  test('with a type of identifiers that nobody has says which there are', async () => {
    const mistyped = await post('/api/audiences/buyers/export', { identifiers: ['user_id', 'uid'] }, exporter);
    expect(mistyped.statusCode).toBe(400);
    expect(mistyped.json().error).toMatchObject({
      field: 'identifiers',
      message: { en: expect.stringContaining('user_id') },
    });
  });
  test('to a webhook is signed and in parts, the last of which says so', async () => {
    const receiver = await aReceiver();
    const hook = webhookTo(receiver.url);
    await documents.saveDraft(hook);
    expect(await documents.publish([hook])).toMatchObject({ type: 'published' });
    const deps = {
      desk,
      documents,
      clock,
      secrets: { crm_secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
      allowPrivate: true,
    };
    const asked = sendAskedSchema.parse({ channel: 'crm', identifiers: ['user_id'] });
    const report = await sendAudience(deps, {
      id: 'd1',
      name: 'buyers',
      asked,
      by: 'test',
      progress: silentProgress(),
    });
    await receiver.close();
    expect(report).toEqual({ people: 39, posts: 1 });
    expect(receiver.calls).toHaveLength(1);
    expect(receiver.calls[0]?.headers['webhook-id']).toBe('d1/1');
    const { type, data } = JSON.parse(receiver.calls[0]?.body ?? '');
    expect([type, data.audience, data.last, data.people.length]).toEqual(['audience.people', 'buyers', true, 39]);
    expect(data.people[0]).toEqual({
      profileId: expect.stringMatching(/^\d+$/),
      ids: { user_id: expect.stringMatching(/^u/) },
      features: {},
    });
    expect((await post('/api/audiences/buyers/send', { channel: 'crm' })).statusCode).toBe(403);
    expect((await get('/api/audiences/buyers')).json().webhooks).toEqual([
      { name: 'crm', title: { zh: 'crm', en: 'crm' } },
    ]);
  });
  test('to a webhook that was cut off goes on with the same post, and everybody is in exactly one', async () => {
    const receiver = await aReceiver();
    const hook = webhookTo(receiver.url);
    await documents.saveDraft(hook);
    await documents.publish([hook]);
    const many = Array.from({ length: 1_700 }, (_, i) => i + 1_000);
    await clickhouse.insert({ table: 'events', rows: many.map((i) => row(i, 'newsletter_read', 0, {})) });
    await documents.saveDraft(audience('readers', 'count(newsletter_read) >= 1'));
    await documents.publish([audience('readers', '')]);
    clock.set(new Date(clock.now().getTime() + 2_000));
    await live.refresh();
    const secrets = { crm_secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
    const deps = { desk, documents, clock, secrets, allowPrivate: true };
    const asked = sendAskedSchema.parse({ channel: 'crm', identifiers: [] });
    const delivery = { id: 'd2', name: 'readers', asked, by: 'test', progress: silentProgress() };
    let kept: SendState | undefined;
    const cut = sendAudience(deps, {
      ...delivery,
      keep: async (state) => {
        kept = state;
        // the server goes away with the third post about to leave
        if (state.number === 2) throw new Error('cut off');
      },
    });
    await expect(cut).rejects.toThrow('cut off');
    expect(kept).toMatchObject({ number: 2, sent: 1_000 });
    // somebody comes meanwhile whose OneID lies anywhere
    await clickhouse.insert({ table: 'events', rows: [row(99_999, 'newsletter_read', 0, {})] });
    clock.set(new Date(clock.now().getTime() + 2_000));
    await live.refresh();
    await sendAudience(deps, { ...delivery, from: kept });
    await receiver.close();
    const posts = receiver.calls.map(({ headers, body }) => ({ ...JSON.parse(body).data, id: headers['webhook-id'] }));
    expect(posts.map(({ id, number, last }) => [id, number, last])).toEqual([
      ['d2/1', 1, false],
      ['d2/2', 2, false],
      ['d2/3', 3, false],
      ['d2/4', 4, true],
    ]);
    const told: readonly string[] = posts.flatMap((each) =>
      each.people.map((one: { profileId: string }) => one.profileId),
    );
    expect(new Set(told).size).toBe(told.length);
    expect(many.filter((i) => !told.includes(person(i)))).toEqual([]);
    const [{ records } = { records: 0 }] = await postgres.query<{ records: number }>(
      `SELECT count(*)::int AS records FROM audience_exports WHERE audience = 'readers'`,
    );
    expect(records).toBe(1);
  });
  test('to a webhook that refuses for good stops at once with what it said; one that asks for time gets it', async () => {
    const answers: Heard[] = [
      { status: 403, body: 'this account is closed' },
      { status: 429, headers: { 'retry-after': '120' } },
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 204 },
    ];
    const receiver = await aReceiver(() => answers.shift() ?? { status: 500 });
    const hook = webhookTo(receiver.url);
    await documents.saveDraft(hook);
    await documents.publish([hook]);
    const secrets = { crm_secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
    const deps = { desk, documents, clock, secrets, allowPrivate: true };
    const asked = sendAskedSchema.parse({ channel: 'crm', identifiers: [] });
    const send = () => sendAudience(deps, { id: 'd3', name: 'buyers', asked, by: 'test', progress: silentProgress() });
    await expect(send()).rejects.toMatchObject({
      facts: { final: true, detail: 'the receiver refuses it: HTTP 403 this account is closed' },
    });
    expect(receiver.calls).toHaveLength(1);
    await expect(send()).rejects.toMatchObject({ code: 'too_many_requests', facts: { retryAfterSeconds: 120 } });
    expect(receiver.calls).toHaveLength(2);
    expect(await send()).toMatchObject({ people: 39 });
    expect(receiver.calls).toHaveLength(4);
    await receiver.close();
  });
  test('to a channel that is no webhook is refused at once, and says which there are', async () => {
    const refused = webhookNamed({ documents, secrets: {} }, 'sms');
    await expect(refused).rejects.toMatchObject({
      code: 'not_found',
      facts: { detail: expect.stringContaining('crm') },
    });
    await expect(webhookNamed({ documents, secrets: {} }, 'crm')).rejects.toMatchObject({ code: 'setting_invalid' });
  });
});
