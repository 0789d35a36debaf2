import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gyre } from '#app';
import { resolveProgram } from '#loop';
import { manualClock } from '#platform';
import { testStores } from '#platform/testing.ts';
import { featureSet, readFeatures } from '#profile';
import type { SegmentMessage } from '#world';
import { aSmallBrand, liveHistory, openOn } from './small-brand.ts';

const stores = await testStores();
const world = aSmallBrand();
/** In the middle of the year, at a moment at which something may happen. */
const asOf = new Date('2025-08-20T12:00:00.000Z');

let dataDir: string;
let gyre: Gyre;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-leakage-'));
  gyre = await openOn(stores.urls, { clock: manualClock(world.end), dataDir });
  await liveHistory(gyre, world);
});
afterAll(async () => {
  await gyre.close();
  await rm(dataDir, { recursive: true, force: true });
});

type Rows = { readonly keys: readonly string[]; readonly values: readonly number[] };

/** The brand's own features and who they are about, as a round of that time would read them. */
const featuresAt = async (at: Date): Promise<Rows> => {
  const { features, known, spec } = await resolveProgram('repurchase', gyre.published);
  const set = featureSet({
    features,
    known,
    who: spec.who.condition,
    extras: { recency: 'days_since(order_paid)' },
  });
  const { keys, values } = await readFeatures(stores.clickhouse, set, at);
  return { keys: Array.from(keys, String), values: [...values] };
};

/** Every kind of event of the brand again, for people who have features, at a time. */
const eventsAt = async (at: Date, name: string): Promise<readonly SegmentMessage[]> => {
  const rows = await stores.clickhouse.query<{ name: string; user_id: string; properties: Record<string, unknown> }>(
    `SELECT name, ids['user_id'] AS user_id, properties FROM events FINAL
     WHERE ids['user_id'] != '' AND NOT startsWith(name, '$') ORDER BY event_id LIMIT 40 BY name`,
  );
  return rows.map((row, i) => ({
    type: 'track',
    messageId: `leak-${name}-${i}`,
    event: row.name,
    userId: row.user_id,
    properties: { ...row.properties, amount: 99_999, margin: 99_999, value: 99_999 },
    timestamp: at.toISOString(),
  }));
};

const send = (messages: readonly SegmentMessage[]) => gyre.collector.batch({ messages, source: 'leak', shared: {} });

test('what happens at or after the as-of time changes no feature of that time', async () => {
  const before = await featuresAt(asOf);
  expect(before.keys.length).toBeGreaterThan(200);
  const sent = await send([
    ...(await eventsAt(asOf, 'at')),
    ...(await eventsAt(new Date(asOf.getTime() + 1), 'just after')),
    ...(await eventsAt(new Date(asOf.getTime() + 30 * 86_400_000), 'later')),
  ]);
  expect(sent.accepted).toBeGreaterThan(600);
  expect(await featuresAt(asOf)).toEqual(before);
});

test('what happens a millisecond before it does: the test above could fail', async () => {
  const before = await featuresAt(asOf);
  await send(await eventsAt(new Date(asOf.getTime() - 1), 'just before'));
  expect(await featuresAt(asOf)).not.toEqual(before);
});
