import { expect, onTestFinished, test } from 'vitest';
import { fuzz, serve } from '../../bench/ingest/index.ts';

test('a thousand broken bodies over all formats: each has its answer, none a 5xx, and the server lives on', async () => {
  const served = await serve({ GYRE_MEMORY_MIB: '1024' });
  onTestFinished(served.stop);
  const { pid, clickhousePid } = served;
  const before = { server: pid(), engine: await clickhousePid() };
  const { sent, statuses, broken } = await fuzz({ ...served, seed: 'ci', bodies: 1_000 });
  expect(broken).toEqual([]);
  expect(sent).toBe(1_000);
  // both sides of the gate were reached
  expect(statuses['200']).toBeGreaterThan(100);
  expect(statuses['400']).toBeGreaterThan(50);
  expect({ server: pid(), engine: await clickhousePid() }).toEqual(before);
  const answer = await fetch(`http://127.0.0.1:${served.port}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ writeKey: served.writeKey, event: 'still_here', userId: 'u1' }),
  });
  expect(answer.status).toBe(200);
});
