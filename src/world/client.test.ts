import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import type { SegmentMessage } from './message.ts';

type Seen = { readonly path: string; readonly authorization: string; readonly body: string };
type Answer = { readonly status: number; readonly headers?: Record<string, string> };

/** A real server in Gyre's place; `answer` decides by what has been seen so far. */
const aGyre = async (
  answer: (seen: Seen, before: readonly Seen[]) => Answer | Promise<Answer> = () => ({ status: 200 }),
) => {
  const seen: Seen[] = [];
  let atOnce = 0;
  const most = { atOnce: 0 };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    most.atOnce = Math.max(most.atOnce, ++atOnce);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    const one = {
      path: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body: Buffer.concat(parts).toString(),
    };
    const { status, headers } = await answer(one, seen);
    seen.push(one);
    atOnce--;
    response.writeHead(status, headers).end('{}');
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  opened.push(() => server.close());
  return { url: `http://127.0.0.1:${address.port}`, seen, most };
};
const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const someEvents = (count: number, filler = ''): readonly SegmentMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'track',
    messageId: `m${index}`,
    userId: 'u1',
    event: 'product_viewed',
    properties: { filler },
    timestamp: '2026-01-01T00:00:00.000Z',
  }));
const aClient = (url: string, inFlight = 6) => {
  const client = createClient({ url, writeKey: 'wk', apiKey: 'ak', inFlight });
  opened.push(client.close);
  return client;
};

describe('events', () => {
  test('go out with the write key, at most 500 and 500 KB a request, none lost', async () => {
    const gyre = await aGyre();
    const client = aClient(gyre.url);
    await client.send({ type: 'events', batch: someEvents(1_200) });
    await client.send({ type: 'events', batch: someEvents(100, '字'.repeat(5_000)) });
    await client.drain();
    expect(client.sent.events).toBe(1_300);
    const batches = gyre.seen.map(({ body }) => JSON.parse(body).batch.length);
    expect(Math.max(...batches)).toBe(500);
    expect(batches.reduce((sum, count) => sum + count, 0)).toBe(1_300);
    for (const { path, authorization, body } of gyre.seen) {
      expect(path).toBe('/v1/batch');
      expect(authorization).toBe(`Basic ${Buffer.from('wk:').toString('base64')}`);
      expect(Buffer.byteLength(body)).toBeLessThan(500_000);
    }
  });

  test('that meet 429 or 503 are sent again, not before Retry-After', async () => {
    let refusals = 0;
    const times: number[] = [];
    const gyre = await aGyre(() => {
      times.push(performance.now());
      return ++refusals <= 2
        ? { status: refusals === 1 ? 429 : 503, headers: { 'retry-after': '0.2' } }
        : { status: 200 };
    });
    const client = aClient(gyre.url);
    await client.send({ type: 'events', batch: someEvents(3) });
    await client.drain();
    expect(client.sent.events).toBe(3);
    expect(gyre.seen.length).toBe(3);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(390);
  });

  test('that Gyre does not understand end the run with an error', async () => {
    const gyre = await aGyre(() => ({ status: 401 }));
    const client = aClient(gyre.url);
    await client.send({ type: 'events', batch: someEvents(3) });
    await expect(client.drain()).rejects.toThrow('401');
  });

  test('never are more under way than allowed', async () => {
    const gyre = await aGyre(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { status: 200 };
    });
    const client = aClient(gyre.url, 3);
    for (let batch = 0; batch < 20; batch++) await client.send({ type: 'events', batch: someEvents(5) });
    await client.drain();
    expect(gyre.most.atOnce).toBe(3);
  });
});

describe('coupons and reports', () => {
  const at = new Date('2026-01-01T00:00:00Z');

  test('go out with the API key, a claim answered before the redemption leaves', async () => {
    const gyre = await aGyre(async ({ path }) => {
      // a redemption that did not wait would be answered first
      if (path === '/v1/coupons/claim') await new Promise((resolve) => setTimeout(resolve, 50));
      return { status: 200 };
    });
    const client = aClient(gyre.url);
    await client.send({ type: 'report', messageId: 'm1', status: 'opened', at });
    await client.send({ type: 'claim', code: 'CODE-0001', at });
    await client.send({ type: 'redeem', code: 'CODE-0001', orderId: 'o1', amountMinor: 29_950, at });
    await client.drain();
    expect(gyre.seen.map(({ path }) => path)).toEqual(['/v1/reports', '/v1/coupons/claim', '/v1/coupons/redeem']);
    expect(gyre.seen.every(({ authorization }) => authorization === 'Bearer ak')).toBe(true);
    expect(gyre.seen.map(({ body }) => JSON.parse(body))).toEqual([
      { reports: [{ messageId: 'm1', status: 'opened', at: at.toISOString() }] },
      { code: 'CODE-0001' },
      { code: 'CODE-0001', orderId: 'o1', amount: 299.5, currency: 'CNY' },
    ]);
    expect(client.sent).toEqual({ events: 0, reports: 1, claims: 1, redemptions: 1, refused: 0 });
  });

  test('a coupon that is refused is counted and stops nothing', async () => {
    const gyre = await aGyre(({ path }) => ({ status: path.endsWith('redeem') ? 409 : 200 }));
    const client = aClient(gyre.url);
    await client.send({ type: 'redeem', code: 'CODE-0001', orderId: 'o1', amountMinor: 100, at });
    await client.send({ type: 'events', batch: someEvents(1) });
    await client.drain();
    expect(client.sent).toMatchObject({ refused: 1, redemptions: 0, events: 1 });
  });
});
