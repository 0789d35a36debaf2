import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enqueue } from '#act';
import type { Gyre } from '#app';
import { consentSaid } from '#profile';
import { idKey, manualClock, silentProgress } from '#platform';
import { testStores } from '#platform/testing.ts';
import { aSmallBrand, liveHistory, openOn } from './small-brand.ts';

const stores = await testStores();
const world = aSmallBrand();
const clock = manualClock(world.end);
const received: string[] = [];
let dataDir = '';
let gyre: Gyre;
let people: readonly string[] = [];

const say = (profiles: readonly string[], said: 'given' | 'withdrawn', channel: string, at: Date) =>
  gyre.collector.write(
    profiles.map((profileId) =>
      consentSaid({ said, purpose: 'marketing', channel, source: 'test', at, keys: [profileId] }),
    ),
  );
const chosen = (profiles: readonly string[]) =>
  stores.clickhouse.query<{ profile_id: string; channel: string }>(
    `SELECT toString(profile_id) AS profile_id, channel FROM decisions FINAL WHERE offer != '' AND profile_id IN {profiles:Array(UInt64)}`,
    { profiles },
  );

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-consent-'));
  const inbox = {
    deliver: async (messages: readonly { readonly key: string }[]) =>
      void received.push(...messages.map(({ key }) => key)),
  };
  gyre = await openOn(stores.urls, { clock, dataDir, inbox });
  await liveHistory(gyre, world);
  const rows = await stores.clickhouse.query<{ p: string }>(
    `SELECT DISTINCT toString(profile_id) AS p FROM people_events WHERE name = 'order_paid' ORDER BY p`,
  );
  people = rows.map(({ p }) => p);
  const before = new Date(clock.now().getTime() - 1_000);
  // a third wants nothing, a third nothing by WeChat, a third has said nothing
  await say(
    people.filter((_, i) => i % 3 === 0),
    'withdrawn',
    '*',
    before,
  );
  await say(
    people.filter((_, i) => i % 3 === 1),
    'withdrawn',
    'wechat',
    before,
  );
  await gyre.rounds.run('repurchase', { progress: silentProgress() });
}, 400_000);
afterAll(async () => {
  await gyre.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a round of a brand whose customers have a say', () => {
  test('plans nothing for who refuses everything, nothing by a channel that is refused, and goes on for the others', async () => {
    const [none, noWechat, silent] = await Promise.all(
      [0, 1, 2].map((part) => chosen(people.filter((_, i) => i % 3 === part))),
    );
    expect(none).toEqual([]);
    expect(noWechat?.filter(({ channel }) => channel === 'wechat')).toEqual([]);
    expect(noWechat?.length).toBeGreaterThan(5);
    expect(silent?.filter(({ channel }) => channel === 'wechat').length).toBeGreaterThan(0);
  });

  test('a no between the plan and the sending holds: the message is suppressed, the log says so, and nothing else waits', async () => {
    const [late = '', willing = ''] = people.filter((_, i) => i % 3 === 2);
    const message = (key: string, profileId: string) => ({
      key,
      channel: 'wechat',
      profileId,
      program: 'p',
      round: 9,
      recipient: { type: 'user_id', value: key },
      language: 'zh' as const,
      title: 't',
      body: 'b',
      facts: {},
      queuedAt: clock.now().toISOString(),
    });
    await enqueue(stores.postgres, [
      message('late', late),
      message('willing', willing),
      message('by-address', willing),
      // a no to marketing is none to what is sent for another purpose
      { ...message('about-the-order', late), purpose: 'analytics' },
    ]);
    await say([late], 'withdrawn', '*', clock.now());
    // said of the address alone, under which nobody is known
    await say([idKey('user_id', 'by-address').toString()], 'withdrawn', 'wechat', clock.now());
    received.length = 0;
    expect(await gyre.delivery.drain()).toMatchObject({ sent: 2, suppressed: 2 });
    expect(received.toSorted()).toEqual(['about-the-order', 'willing']);
    const heard = await stores.clickhouse.query<{ error: string; p: string }>(
      `SELECT toString(properties.error) AS error, toString(profile_id) AS p FROM people_events WHERE name = '$message_suppressed' ORDER BY ts`,
    );
    expect(heard).toContainEqual({ error: 'no consent: marketing by wechat', p: late });
  });
});

test('a yes to a purpose waits until somebody has described it, and from then on is heard', async () => {
  const yes = (messageId: string) => {
    const properties = { purpose: 'service', channel: 'wechat' };
    return gyre.collector.one('track', { messageId, userId: 'c-1', event: '$consent_given', properties }, 'form');
  };
  const heard = () => stores.clickhouse.query(`SELECT 1 FROM events WHERE name = '$consent_given' AND source = 'form'`);
  await yes('too early');
  expect(await heard()).toHaveLength(0);
  const key = { kind: 'ConsentPurpose', name: 'service' };
  await gyre.documents.saveDraft({ ...key, title: { zh: '服务', en: 'Service' }, spec: {} });
  await gyre.documents.publish([key]);
  await yes('in time');
  expect(await heard()).toHaveLength(1);
});
