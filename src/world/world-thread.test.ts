import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { dayMs } from './calendar.ts';
import { brandOffers } from './offers.ts';
import { truthOf } from './oracle.ts';
import { startWorld } from './world-thread.ts';
import { createWorld } from './world.ts';

const options = { seed: 'thread', customers: 150, start: new Date('2025-01-01'), months: 18 };

test('the thread sends the history and the answers by itself, waits for the clock each day, and repeats the same ids after a restart', async () => {
  const ids: string[] = [];
  const paths = new Map<string, number>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { batch = [] }: { batch?: { messageId: string }[] } = JSON.parse(body);
      ids.push(...batch.map(({ messageId }) => messageId));
      paths.set(request.url ?? '', (paths.get(request.url ?? '') ?? 0) + 1);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = { url: `http://127.0.0.1:${address.port}`, writeKey: 'wk', apiKey: 'ak' };

  const twin = createWorld(options);
  const expected = new Set([...twin.history()].flat().map(({ messageId }) => messageId));
  const to = new Date(Number(twin.end) + 20 * dayMs);
  const messages = truthOf(twin)
    .accounts(twin.end)
    .map((userId) => ({
      messageId: `m-${userId}`,
      userId,
      channel: 'wechat' as const,
      benefit: brandOffers[2]?.benefit ?? null,
      couponCode: `CODE-${userId}`,
      at: twin.end,
    }));

  const world = startWorld(options, client);
  const shares: number[] = [];
  const sent = await world.history({ onProgress: ({ share }) => shares.push(share) });
  expect(world.end).toEqual(twin.end);
  expect(sent.events).toBe(expected.size);
  expect(new Set(ids)).toEqual(expected);
  expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).toBe(true);

  expect(await world.deliver(messages)).toEqual({ taken: messages.length, repeated: 0, unknown: 0 });
  ids.length = 0;
  const days: string[] = [];
  const answered = await world.live({
    from: twin.end,
    to,
    onDay: ({ from }) => {
      days.push(from.toISOString());
    },
  });
  expect(days.length).toBe(20);
  expect(answered.reports).toBeGreaterThanOrEqual(messages.length);
  expect(answered.claims).toBeGreaterThan(0);
  expect(paths.get('/v1/coupons/claim')).toBe(answered.claims);
  await world.stop();
  const first = ids.toSorted();

  ids.length = 0;
  const restarted = startWorld(options, client);
  await restarted.deliver(messages);
  await restarted.live({ from: twin.end, to });
  expect(ids.toSorted()).toEqual(first);
  await restarted.stop();
  server.close();
});

test('a world that cannot reach Gyre says so instead of hanging', async () => {
  const world = startWorld({ ...options, customers: 3 }, { url: 'http://127.0.0.1:9', writeKey: 'wk', attempts: 2 });
  await expect(world.history()).rejects.toThrow('no answer');
  await world.stop();
});
