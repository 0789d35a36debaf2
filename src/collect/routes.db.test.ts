import { describe, expect, test } from 'vitest';
import { silentLogger } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { codeOf } from '#platform/http/testing.ts';
import { createAuth } from '#platform/http/auth/auth.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { testStores } from '#platform/testing.ts';
import { createCollector } from './collector.ts';
import { createContactBook } from './contact-book.ts';
import { createEventLog } from './event-log.ts';
import { createPseudonymizer } from './identifiers.ts';
import { eventColumns } from './log-event.ts';
import { createLogWriter } from './log-writer.ts';
import { collectMigrations } from './migrations.ts';
import { quarantineRows } from './quarantine/read.ts';
import { collectRoutes } from './routes.ts';
import { createSealer } from './sealer.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([platformMigrations, collectMigrations]),
});
const log = silentLogger();
const contacts = createContactBook(postgres, 'a secret');
const pseudonymizer = createPseudonymizer('a secret');
const sealer = createSealer('quarantine', 'a secret');
const eventLog = createEventLog({ clickhouse, clock, log, secret: 'a secret' });
const serverOver = async (events = eventLog.events) =>
  createHttpServer({
    log,
    auth: createAuth({ postgres, clock }),
    routes: [
      collectRoutes({
        collector: createCollector({ ...eventLog, events, clock, contacts, pseudonymizer }),
        sourceOf: async (key) => (key === 'the-key' ? 'shop' : undefined),
      }),
    ],
  });
const server = await serverOver();

const basic = `Basic ${Buffer.from('the-key:').toString('base64')}`;
const post = (
  path: string,
  payload: string | object,
  headers: Record<string, string> = { authorization: basic },
  at = server,
) =>
  at.inject({
    method: 'POST',
    url: `/v1/${path}`,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
/** How often the log holds each message, by the name the test gave it. */
const stored = async (name: string) =>
  clickhouse.query<{ name: string; n: string }>(
    `SELECT name, count() AS n FROM events FINAL WHERE ids['user_id'] = {name:String} GROUP BY name ORDER BY name`,
    { name },
  );

const calls: readonly [string, object, string][] = [
  ['track', { event: 'order_paid' }, 'order_paid'],
  ['identify', { traits: { city: '上海' } }, '$identify'],
  ['page', { name: 'home' }, '$page'],
  ['screen', { name: 'home' }, '$screen'],
  ['group', { groupId: 'g1' }, '$group'],
  ['alias', { previousId: 'old' }, '$alias'],
];

describe.each(calls)('POST /v1/%s', (call, body, name) => {
  const userId = `by-${call}`;

  test('200: what is acknowledged can be read at once', async () => {
    const answer = await post(call, { ...body, userId });
    expect([answer.statusCode, answer.json()]).toEqual([200, { success: true }]);
    expect(await stored(userId)).toEqual([{ name, n: '1' }]);
  });

  test('200: the same message sent again counts once', async () => {
    const message = { ...body, userId: `${userId}-again`, messageId: `m-${call}`, timestamp: '2025-12-31T23:59:59Z' };
    await post(call, message);
    await post(call, message);
    expect(await stored(message.userId)).toEqual([{ name, n: '1' }]);
  });

  test('200: the key may stand in the body, and the body may call itself text/plain, as browsers send it', async () => {
    const payload = JSON.stringify({ ...body, userId: `${userId}-plain`, writeKey: 'the-key' });
    const answer = await post(call, payload, { 'content-type': 'text/plain;charset=UTF-8' });
    expect(answer.statusCode).toBe(200);
    expect(await stored(`${userId}-plain`)).toHaveLength(1);
  });

  test('400: names the field at fault', async () => {
    const answer = await post(call, { ...body, userId, context: 7 });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      error: { code: 'invalid_input', field: 'context', message: { zh: expect.any(String) } },
    });
  });

  test('400: a body nested deeper than it could be written again', async () => {
    const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`;
    const answer = await post(call, `{"userId":"deep","event":"e","context":{"a":${deep}}}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ error: { code: 'invalid_input' } });
  });

  test.each(['', '{"userId":', '[]', '"x"', 'null'])('400: the body %j is no message', async (payload) => {
    expect((await post(call, payload)).statusCode).toBe(400);
  });

  test('401: no key, an unknown key, a key that is not Basic', async () => {
    for (const authorization of ['', `Basic ${Buffer.from('other:').toString('base64')}`, 'Bearer the-key']) {
      const answer = await post(call, { ...body, userId }, authorization === '' ? {} : { authorization });
      expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'unauthenticated']);
    }
  });

  test('413: a message of more than 32 KB', async () => {
    const answer = await post(call, { ...body, userId, context: { text: 'x'.repeat(33_000) } });
    expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'payload_too_large']);
  });

  test('415: a body that is not JSON by its own word', async () => {
    expect((await post(call, '<x/>', { authorization: basic, 'content-type': 'application/xml' })).statusCode).toBe(
      415,
    );
  });
});

describe('POST /v1/batch', () => {
  const batch = (messages: readonly unknown[], more: object = {}) => post('batch', { batch: messages, ...more });
  const aside = async (reason: string) =>
    (await quarantineRows({ clickhouse, sealer }, { source: 'shop', reason, limit: 100 })).rows;

  test('200: good messages are stored, bad ones lie in quarantine, whole, with the reason', async () => {
    const bad = { type: 'track', userId: 'mixed', event: '$coupon_redeemed', properties: { code: 'stolen' } };
    const answer = await batch([
      { type: 'track', userId: 'mixed', event: 'a' },
      bad,
      { type: 'page', userId: 'mixed' },
      'not an object',
    ]);
    expect([answer.statusCode, answer.json()]).toEqual([200, { success: true, accepted: 2, quarantined: 2 }]);
    expect(await stored('mixed')).toEqual([
      { name: '$page', n: '1' },
      { name: 'a', n: '1' },
    ]);
    const [row] = await aside('invalid_event');
    expect(JSON.parse(row?.body ?? '')).toEqual(bad);
    expect((await aside('invalid_input')).map(({ body }) => body)).toEqual(['"not an object"']);
  });

  test('200: the same bad message sent twice lies in quarantine once', async () => {
    const bad = { type: 'track', userId: 'twice-bad' };
    await batch([bad]);
    await batch([bad, bad]);
    expect((await aside('invalid_event')).filter(({ body }) => body.includes('twice-bad'))).toHaveLength(1);
  });

  test('200: the same message id twice counts once, in one batch or in two', async () => {
    const message = {
      type: 'track',
      userId: 'twice',
      event: 'a',
      messageId: 'once',
      timestamp: '2025-12-01T00:00:00Z',
    };
    await batch([message, message]);
    await batch([message]);
    expect(await stored('twice')).toEqual([{ name: 'a', n: '1' }]);
  });

  test('200: context and sentAt of the batch hold for messages without their own', async () => {
    await batch([{ type: 'track', event: 'a', timestamp: '2026-01-01T02:00:00Z' }], {
      context: { ids: { user_id: 'by-context' } },
      sentAt: '2026-01-01T02:00:00Z',
    });
    expect(await clickhouse.query(`SELECT ts FROM events WHERE ids['user_id'] = 'by-context'`)).toEqual([
      { ts: '2026-01-01 00:00:00.000' },
    ]);
  });

  test('200: an event of more than 32 KB is set aside whole and the others are stored', async () => {
    const big = { type: 'track', userId: 'big', event: 'a', properties: { text: '大'.repeat(12_000) } };
    expect((await batch([big, { type: 'track', userId: 'big', event: 'b' }])).json()).toMatchObject({
      accepted: 1,
      quarantined: 1,
    });
    expect(JSON.parse((await aside('payload_too_large'))[0]?.body ?? '')).toEqual(big);
  });

  test('200: a message with __proto__ or thousands of levels harms nobody beside it', async () => {
    const deep = `{"type":"track","userId":"odd","event":"deep","properties":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
    const proto = '{"type":"track","userId":"odd","event":"proto","properties":{"__proto__":{"admin":true}}}';
    const answer = await post('batch', `{"batch":[${deep},${proto},{"type":"track","userId":"odd","event":"good"}]}`);
    expect(answer.json()).toEqual({ success: true, accepted: 2, quarantined: 1 });
    expect((await stored('odd')).map(({ name }) => name)).toEqual(['good', 'proto']);
  });

  test('200: a phone is found by nobody who reads the log, and the contact book gives it back to a channel', async () => {
    await batch([{ type: 'identify', userId: 'with-phone', traits: { phone: '138 1234 5678' } }]);
    const [row] = await clickhouse.query<{ phone: string; row: string }>(
      `SELECT ids['phone'] AS phone, toString(tuple(*)) AS row FROM events WHERE ids['user_id'] = 'with-phone'`,
    );
    expect(row?.row).not.toMatch(/138 ?1234 ?5678/);
    const [key] = await clickhouse.query<{ key: string }>(
      `SELECT reinterpretAsUInt64(substring(SHA256(concat('phone:', {phone:String})), 1, 8)) AS key`,
      { phone: row?.phone },
    );
    expect([...(await contacts.open('phone', [BigInt(key?.key ?? 0)])).values()]).toEqual(['138 1234 5678']);
  });

  test('400: the body is no batch', async () => {
    for (const payload of [{}, { batch: {} }, { batch: 'x' }]) {
      const answer = await post('batch', payload);
      expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { field: 'batch' } }]);
    }
  });

  test('401: an unknown key', async () => {
    expect((await post('batch', { batch: [] }, { authorization: 'Basic eA==' })).statusCode).toBe(401);
  });

  test('413: more than 500 KB', async () => {
    const message = { type: 'track', userId: 'u', event: 'a', properties: { text: 'x'.repeat(10_000) } };
    const answer = await batch(Array.from({ length: 52 }, () => message));
    expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'payload_too_large']);
  });

  test('429: while the log is full, and it says when to come back', async () => {
    const full = await serverOver(
      createLogWriter({ table: 'events', columns: eventColumns, maxQueuedRows: 1 }, { clickhouse, log }),
    );
    const messages = [1, 2].map((n) => ({ type: 'track', userId: 'full', event: `e${n}` }));
    const answer = await post('batch', { batch: messages }, { authorization: basic }, full);
    expect([answer.statusCode, codeOf(answer), answer.headers['retry-after']]).toEqual([429, 'too_many_requests', '1']);
    expect(await stored('full')).toEqual([]);
  });
});
