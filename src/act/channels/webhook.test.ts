import { afterEach, describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { type Clock, manualClock, systemClock } from '#platform';
import { aMessage, aReceiver, type HttpCall } from '../outbox/testing.ts';
import { isPrivateAddress } from '#platform/http/private-address.ts';
import { webhookChannel } from './webhook.ts';

const secret = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const addressed = (key: string) => ({ ...aMessage(key), address: 'ada@example.com' });
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const aChannel = async (
  answer?: Parameters<typeof aReceiver>[0],
  { clock = systemClock(), ...over }: { allowPrivate?: boolean; timeoutMs?: number; url?: string; clock?: Clock } = {},
) => {
  const receiver = await aReceiver(answer);
  open.push(receiver.close);
  const settings = { url: receiver.url, secret, timeoutMs: 20_000, allowPrivate: true, ...over };
  return { channel: webhookChannel(settings, { clock }), calls: receiver.calls };
};

test('a receiver can verify the signature as Standard Webhooks says, and a changed body fails', async () => {
  const { channel, calls } = await aChannel();
  expect(await channel.send([addressed('a/1/7/hook')])).toEqual([{ type: 'sent' }]);
  const { headers, body } = calls[0];
  const verify = (text: string): unknown =>
    new Webhook(secret).verify(text, {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    });
  expect(verify(body)).toMatchObject({
    type: 'message.send',
    data: { id: 'a/1/7/hook', to: { value: 'ada@example.com' } },
  });
  expect(() => verify(body.replace('ada', 'eve'))).toThrow('signature');
});

test('every attempt carries the same id and body', async () => {
  const { channel, calls } = await aChannel();
  await channel.send([addressed('a')]);
  await channel.send([addressed('a')]);
  const [first, second] = calls.map(({ headers, body }: HttpCall) => [
    headers['webhook-id'],
    headers['idempotency-key'],
    body,
  ]);
  expect(second).toEqual(first);
});

describe('an answer of', () => {
  const meaning = {
    sent: [200, 204],
    retry: [408, 425, 429, 500, 502, 503, 504],
    rejected: [400, 401, 403, 404, 405, 410, 413, 422],
  };
  test.each(Object.entries(meaning).flatMap(([type, statuses]) => statuses.map((status) => ({ status, type }))))(
    '$status means $type',
    async ({ status, type }) => {
      const { channel } = await aChannel(() => status);
      expect(await channel.send([addressed('a')])).toMatchObject([{ type }]);
    },
  );

  test.each([
    ['7', 7_000],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
  ])('429 with Retry-After: %s is tried again no sooner than after %s ms', async (retryAfter, afterMs) => {
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const { channel } = await aChannel(() => ({ status: 429, headers: { 'retry-after': retryAfter } }), { clock });
    expect(await channel.send([addressed('a')])).toEqual([
      { type: 'retry', error: 'HTTP 429', ...(afterMs === undefined ? {} : { afterMs }) },
    ]);
  });

  test('a refusal quotes the first 200 characters of what was said', async () => {
    const { channel } = await aChannel(() => ({ status: 403, body: `no such account ${'.'.repeat(500)}` }));
    const [result] = await channel.send([addressed('a')]);
    expect(result).toEqual({ type: 'rejected', error: `HTTP 403 no such account ${'.'.repeat(184)}` });
  });

  test('a redirect is not followed', async () => {
    const elsewhere = await aReceiver();
    open.push(elsewhere.close);
    const { channel } = await aChannel(() => ({ status: 307, headers: { location: elsewhere.url } }));
    expect(await channel.send([addressed('a')])).toMatchObject([{ type: 'rejected' }]);
    expect(elsewhere.calls).toEqual([]);
  });
});

test('nobody listening, and nobody answering in time, are worth another try', async () => {
  const { channel: deaf } = await aChannel(undefined, { url: 'http://127.0.0.1:9/hook' });
  expect(await deaf.send([addressed('a')])).toMatchObject([{ type: 'retry' }]);
  const { channel: slow } = await aChannel(undefined, { timeoutMs: 1 });
  expect(await slow.send([addressed('a')])).toMatchObject([{ type: 'retry' }]);
});

test('results come in the order of the messages, whichever was answered first', async () => {
  const { channel } = await aChannel(({ body }) => (body.includes('"bad"') ? 400 : 204));
  const results = await channel.send(['a', 'bad', 'c'].map(addressed));
  expect(results.map(({ type }) => type)).toEqual(['sent', 'rejected', 'sent']);
});

describe('private networks', () => {
  test.each([
    'http://127.0.0.1:1/',
    'http://[::1]:1/',
    'http://localhost:1/',
    'http://169.254.169.254/latest',
    'http://[::ffff:10.0.0.1]/',
  ])('%s is refused unless it is allowed', async (url) => {
    const { channel } = await aChannel(undefined, { url, allowPrivate: false });
    expect(await channel.send([addressed('a')])).toMatchObject([
      { type: 'rejected', error: expect.stringContaining('private') },
    ]);
  });

  test.each([
    ['10.1.2.3', true],
    ['100.64.0.1', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.0.1', true],
    ['8.8.8.8', false],
    ['fd00::1', true],
    ['fe80::1', true],
    ['2606:4700::1111', false],
    ['::ffff:192.168.0.1', true],
    ['::ffff:8.8.8.8', false],
    ['not an address', true],
  ])('%s private: %s', (address, expected) => {
    expect(isPrivateAddress(address)).toBe(expected);
  });
});
