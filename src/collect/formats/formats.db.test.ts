import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { createAuth } from '#platform/http/auth/auth.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { codeOf } from '#platform/http/testing.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { testStores } from '#platform/testing.ts';
import { createCollector } from '../collector.ts';
import { createContactBook } from '../contact-book.ts';
import { createEventLog } from '../event-log.ts';
import { createPseudonymizer } from '../identifiers.ts';
import { eventColumns } from '../log-event.ts';
import { createLogWriter } from '../log-writer.ts';
import { collectMigrations } from '../migrations.ts';
import { collectRoutes } from '../routes.ts';
import { javaHash } from './sensors/read-request.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([platformMigrations, collectMigrations]),
});
const log = silentLogger();
const secret = 'a secret';
const eventLog = createEventLog({ clickhouse, clock, log, secret });
const serverOver = async (events = eventLog.events) =>
  createHttpServer({
    log,
    auth: createAuth({ postgres, clock }),
    routes: [
      collectRoutes({
        collector: createCollector({
          ...eventLog,
          events,
          clock,
          contacts: createContactBook(postgres, secret),
          pseudonymizer: createPseudonymizer(secret),
        }),
        sourceOf: async (key) => (key === 'the-key' ? 'shop' : undefined),
      }),
    ],
  });
const server = await serverOver();

const post = (url: string, payload: string | Buffer | object, headers: Record<string, string> = {}, at = server) =>
  at.inject({ method: 'POST', url, payload, headers });
const get = (url: string) => server.inject({ method: 'GET', url });
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const zipped = (value: unknown): Buffer => gzipSync(JSON.stringify(value));
/** How often the log holds this person's events, by name. */
const stored = (person: string) =>
  clickhouse.query<{ name: string; n: string }>(
    `SELECT name, count() AS n FROM events FINAL WHERE has(mapValues(ids), {person:String}) GROUP BY name ORDER BY name`,
    { person },
  );
/** Some megabytes of nothing in some kilobytes. */
const bomb = (head: string): Buffer => gzipSync(`${head}${' '.repeat(40 * 2 ** 20)}`);

describe('a single event', () => {
  const large = { phone: '1', text: 'x'.repeat(33 * 1024) };
  test('413: of more than 32 KB, in formats whose batches hold 1 MB', async () => {
    const event = { specversion: '1.0', id: 'large', source: '/s', type: 't', subject: 'u-large', data: large };
    const answers = [
      await post('/v1/cloudevents?writeKey=the-key', JSON.stringify(event), {
        'content-type': 'application/cloudevents+json',
      }),
      await post('/capture', { api_key: 'the-key', event: 'e', distinct_id: 'u-large', properties: large }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([413, 413]);
    expect(await stored('u-large')).toEqual([]);
  });
  test('refused in Chinese to those who read Chinese', async () => {
    const answer = await post('/v1/track', { writeKey: 'the-key', userId: 'u', event: '$x' });
    expect(answer.json()).toMatchObject({
      error: { message: { zh: '输入有误：event：以 $ 开头的事件名为 Gyre 保留' } },
    });
    expect((await post('/v1/track', { userId: 'u' })).json()).toMatchObject({
      error: { message: { zh: '请先登录或提供有效的密钥。请通过 Basic 用户名或 writeKey 提供写入密钥。' } },
    });
  });
});

describe('Segment', () => {
  const basic = { authorization: `Basic ${Buffer.from('the-key:').toString('base64')}` };
  test.each(['t', 'i', 'p', 's', 'g'])('200: the browser’s short path /v1/%s', async (path) => {
    const body = { userId: `short-${path}`, event: 'a', groupId: 'g', writeKey: 'the-key' };
    expect((await post(`/v1/${path}`, JSON.stringify(body), { 'content-type': 'text/plain' })).statusCode).toBe(200);
    expect(await stored(`short-${path}`)).toHaveLength(1);
  });
  test.each(['/v1/b', '/v1/import', '/beacon/v1/batch?writeKey=the-key'])('200: a batch at %s', async (url) => {
    const person = `at-${url}`;
    const headers = url.includes('?') ? {} : basic;
    const answer = await post(url, { batch: [{ type: 'track', userId: person, event: 'a' }] }, headers);
    expect(answer.json()).toEqual({ success: true, accepted: 1, quarantined: 0 });
    expect(await stored(person)).toHaveLength(1);
  });
  test('200: gzip, and 413 for what unpacks to more than a batch may hold', async () => {
    const headers = { ...basic, 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const batch = { batch: [{ type: 'track', userId: 'zipped', event: 'a' }] };
    expect((await post('/v1/batch', zipped(batch), headers)).statusCode).toBe(200);
    expect(await stored('zipped')).toHaveLength(1);
    const answer = await post('/v1/batch', bomb('{"batch":[]}'), headers);
    expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'payload_too_large']);
  });
  test('400 for what says gzip and is not, 415 for an encoding we do not know', async () => {
    const json = { ...basic, 'content-type': 'application/json' };
    expect((await post('/v1/batch', '{}', { ...json, 'content-encoding': 'gzip' })).statusCode).toBe(400);
    expect((await post('/v1/batch', '{}', { ...json, 'content-encoding': 'zstd' })).statusCode).toBe(415);
  });
  test('the settings analytics.js starts from send it back here; 401 for a key nobody knows', async () => {
    const answer = await server.inject({
      url: '/v1/projects/the-key/settings',
      headers: { host: 'gyre.example', origin: 'https://shop.example' },
    });
    expect(answer.json()).toMatchObject({
      integrations: { 'Segment.io': { apiKey: 'the-key', apiHost: 'gyre.example/v1' } },
    });
    expect(answer.headers['access-control-allow-origin']).toBe('https://shop.example');
    expect((await get('/v1/projects/other/settings')).statusCode).toBe(401);
  });
  test('RudderStack’s source has no destinations; 401 for a key nobody knows', async () => {
    expect((await get('/sourceConfig/?writeKey=the-key')).json()).toMatchObject({
      source: { id: 'shop', enabled: true, destinations: [] },
    });
    expect((await get('/sourceConfig?writeKey=other')).statusCode).toBe(401);
  });
});

describe('PostHog', () => {
  const event = (person: string, more: object = {}) => ({
    event: 'order_paid',
    uuid: `0194a5c1-0000-7000-8000-${String(javaHash(person) >>> 0).padStart(12, '0')}`,
    properties: { distinct_id: person, token: 'the-key' },
    ...more,
  });
  const packed = 'compression=gzip-js&_=1767225600000';
  test.each<readonly [string, (person: string) => Promise<{ statusCode: number }>]>([
    ['JSON', (p) => post('/capture/', { api_key: 'the-key', ...event(p) })],
    ['a list', (p) => post('/e', JSON.stringify([event(p)]), { 'content-type': 'application/json' })],
    ['a batch', (p) => post('/batch', { api_key: 'the-key', batch: [event(p)] })],
    [
      'gzip, as the browser says it',
      (p) => post(`/i/v0/e/?${packed}`, zipped([event(p)]), { 'content-type': 'text/plain' }),
    ],
    [
      'gzip, by header',
      (p) => post('/batch/', zipped({ api_key: 'the-key', batch: [event(p)] }), { 'content-encoding': 'gzip' }),
    ],
    ['a form of base64', (p) => post('/e/?compression=base64', `data=${encodeURIComponent(base64(event(p)))}`, form)],
    ['JSON that holds base64', (p) => post('/track', { data: base64(event(p)) })],
    ['a query', (p) => get(`/e/?data=${encodeURIComponent(base64(event(p)))}`)],
  ])('200: %s, and again counts once', async (way, send) => {
    const person = `ph ${way}`;
    expect((await send(person)).statusCode).toBe(200);
    expect((await send(person)).statusCode).toBe(200);
    expect(await stored(person)).toEqual([{ name: 'order_paid', n: '1' }]);
  });
  test('200: lz64', async () => {
    const data =
      'N4IgpgbmB2AuIC4SGh3Qg5EgDQgA4CcD22YusAlmAM6Kiz4DWMiIdmIAJqRWdAMawD6pNkwCurADad4CANoBGDACYMAZgwLlajaoC6WMAFt8AK1JNAvBuAAPZABfG0A=';
    const answer = await post('/e/?compression=lz64&api_key=the-key', `data=${encodeURIComponent(data)}`, form);
    expect(answer.statusCode).toBe(200);
    expect(await stored('u')).toEqual([{ name: '看见', n: '1' }]);
  });
  test('400: a single event nobody could place; in a batch it goes to quarantine, whole', async () => {
    const bad = { distinct_id: 'nameless', properties: {} };
    expect((await post('/capture', { api_key: 'the-key', ...bad, event: '$' })).statusCode).toBe(400);
    expect((await post('/batch', { api_key: 'the-key', batch: [bad, event('beside')] })).statusCode).toBe(200);
    expect(await stored('beside')).toHaveLength(1);
    const [row] = await clickhouse.query(`SELECT reason, format FROM quarantine FINAL WHERE format = 'posthog'`);
    expect(row).toEqual({ reason: 'invalid_event', format: 'posthog' });
  });
  test('400: a body that is nothing we know; 401: no key, an unknown key; 413: a bomb', async () => {
    expect((await post('/batch', '{"api_key":', {})).statusCode).toBe(400);
    expect((await post('/capture', { event: 'a', distinct_id: 'x' })).statusCode).toBe(401);
    expect((await post('/capture', { api_key: 'other', event: 'a', distinct_id: 'x' })).statusCode).toBe(401);
    expect((await post('/e/?compression=gzip-js', bomb('[]'), { 'content-type': 'text/plain' })).statusCode).toBe(413);
  });
  test('flags and remote configuration are empty and valid, and the token cannot write into the script', async () => {
    expect((await post('/flags/?v=2', { token: 'any' })).json()).toMatchObject({
      flags: {},
      errorsWhileComputingFlags: false,
    });
    expect((await post('/decide/?v=3', { token: 'any' })).json()).toMatchObject({ featureFlags: {} });
    const script = await get(`/array/${encodeURIComponent('x"];alert(1)//')}/config.js`);
    expect(script.body).toContain('["xalert1"]=');
  });
});

describe('神策', () => {
  const record = (person: string, more: object = {}) => ({
    type: 'track',
    event: 'PayOrder',
    distinct_id: person,
    time: Date.UTC(2025, 11, 1),
    _track_id: 7,
    lib: { $lib: 'Node' },
    properties: {},
    ...more,
  });
  const at = '/sa?project=default&token=the-key';
  test('200: one in a form, with its check sum, and again counts once', async () => {
    const data = base64(record('sa-one'));
    const body = new URLSearchParams({ data, ext: `crc=${javaHash(data)}` }).toString();
    for (const _ of [1, 2]) expect((await post(at, body, form)).statusCode).toBe(200);
    expect(await stored('sa-one')).toEqual([{ name: 'PayOrder', n: '1' }]);
  });
  test('200: a gzipped list, and a picture for a page that asks by image', async () => {
    const body = new URLSearchParams({
      data_list: zipped([record('sa-list')]).toString('base64'),
      gzip: '1',
    }).toString();
    expect((await post(at, body, form)).body).toBe('');
    const answer = await get(`/sa.gif?project=the-key&data=${encodeURIComponent(base64(record('sa-image')))}`);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/gif']);
    expect(await stored('sa-list')).toHaveLength(1);
    expect(await stored('sa-image')).toHaveLength(1);
  });
  test('400: damaged on its way, no data, not JSON; 413: a bomb', async () => {
    const data = base64(record('sa-damaged'));
    expect((await post(at, new URLSearchParams({ data, crc: '1' }).toString(), form)).statusCode).toBe(400);
    expect((await post(at, 'x=1', form)).statusCode).toBe(400);
    expect((await post(at, 'data=eA', form)).statusCode).toBe(400);
    const body = new URLSearchParams({ data: bomb('{}').toString('base64'), gzip: '1' }).toString();
    expect((await post(at, body, form)).statusCode).toBe(413);
  });
  test('403 for an unknown key, 503 while the log is full: the clients for phones keep their events then', async () => {
    const body = new URLSearchParams({
      data_list: base64([record('sa-full'), record('sa-full', { _track_id: 8 })]),
    }).toString();
    expect((await post('/sa?project=default&token=other', body, form)).statusCode).toBe(403);
    const full = await serverOver(
      createLogWriter({ table: 'events', columns: eventColumns, maxQueuedRows: 1 }, { clickhouse, log }),
    );
    const answer = await post(at, body, form, full);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(await stored('sa-full')).toEqual([]);
  });
  test('/debug tells what is wrong, and a dry run stores nothing', async () => {
    const body = (more: object = {}) => new URLSearchParams({ data: base64(record('sa-debug', more)) }).toString();
    const debug = at.replace('/sa', '/debug');
    const dry = await post(debug, body(), { ...form, 'dry-run': 'true' });
    expect([dry.statusCode, dry.json()]).toEqual([200, {}]);
    expect(await stored('sa-debug')).toEqual([]);
    const wrong = await post(debug, body({ distinct_id: 'null' }), form);
    expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { error: { field: 'userId' } }]);
    expect((await post(debug, body(), form)).statusCode).toBe(200);
    expect(await stored('sa-debug')).toHaveLength(1);
  });
});

describe('CloudEvents', () => {
  const url = '/v1/cloudevents?writeKey=the-key';
  const anEvent = (subject: string, more: object = {}) => ({
    specversion: '1.0',
    id: 'e-1',
    source: '/pos',
    type: 'store_visited',
    subject,
    ...more,
  });
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
  const batched = { 'content-type': 'application/cloudevents-batch+json' };
  test('200: structured; 400 naming the attribute at fault', async () => {
    expect((await post(url, JSON.stringify(anEvent('ce-one')), structured)).statusCode).toBe(200);
    expect(await stored('ce-one')).toHaveLength(1);
    const answer = await post(url, JSON.stringify(anEvent('ce-one', { id: '' })), structured);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { field: 'id' } }]);
  });
  test('400: nobody outside writes Gyre’s own events', async () => {
    const answer = await post(url, JSON.stringify(anEvent('ce-own', { type: '$coupon_redeemed' })), structured);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { field: 'event' } }]);
  });
  test('200: a batch; what cannot be placed goes to quarantine, whole', async () => {
    const answer = await post(url, JSON.stringify([anEvent('ce-batch'), { specversion: '0.3' }]), batched);
    expect(answer.json()).toEqual({ success: true, accepted: 1, quarantined: 1 });
  });
  test('200: binary, names and texts percent-encoded', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'e-2',
      'ce-source': '/pos',
      'ce-type': 'store_visited',
      'ce-subject': encodeURIComponent('张三'),
      'content-type': 'application/json',
    };
    expect((await post(url, '{"store":"上海"}', headers)).statusCode).toBe(200);
    expect(await stored('张三')).toHaveLength(1);
  });
  test('401, 415, and the handshake of webhooks', async () => {
    expect((await post('/v1/cloudevents', JSON.stringify(anEvent('x')), structured)).statusCode).toBe(401);
    expect((await post(url, '{}', { 'content-type': 'application/json' })).statusCode).toBe(415);
    const hello = await server.inject({
      method: 'OPTIONS',
      url: '/v1/cloudevents',
      headers: { 'webhook-request-origin': 'hub.example' },
    });
    expect([hello.statusCode, hello.headers['webhook-allowed-origin']]).toEqual([204, '*']);
    const fromAPage = await post(url, JSON.stringify(anEvent('x')), { ...structured, origin: 'https://shop.example' });
    expect([fromAPage.statusCode, fromAPage.headers['access-control-allow-origin']]).toEqual([
      200,
      'https://shop.example',
    ]);
  });
});

describe('pages of other sites', () => {
  test.each([
    '/v1/t',
    '/v1/b',
    '/sourceConfig/',
    '/e/',
    '/i/v0/e/',
    '/batch/',
    '/flags/',
    '/sa',
    '/sa.gif',
    '/debug',
    '/v1/cloudevents',
  ])('may ask before they send to %s, with credentials and headers of their own', async (url) => {
    const answer = await server.inject({
      method: 'OPTIONS',
      url,
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'anonymousid,content-type',
      },
    });
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([204, 'https://shop.example']);
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
    expect(answer.headers['access-control-allow-headers']).toBe('anonymousid,content-type');
  });
});
