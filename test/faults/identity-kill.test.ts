import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appMigrations } from '#app';
import { idKey, seededRandom, sqlTime, stableUuid } from '#platform';
import { type TestStores, testStores } from '#platform/testing.ts';
import { buildPrograms, type Built } from './fault-process.ts';

let child: Built;
beforeAll(async () => {
  child = await buildPrograms({ 'identity-child': './test/faults/identity-child.ts' });
});
afterAll(() => child.remove());

/** People with several devices, families with one, a tablet, numbers that pass on: the same for the same part. */
const write = ({ clickhouse }: TestStores, part: number): Promise<void> => {
  const random = seededRandom(`identity ${part}`);
  const rows = Array.from({ length: 300 }, (_, i) => {
    const user = random.int(60);
    const [type, value] = random.pick([
      ['phone', String(random.int(40))],
      ['device_id', String(random.int(50))],
      ['device_id', 'tablet'],
      ['anonymous_id', String(random.int(90))],
    ] as const);
    const keys = [idKey('user_id', String(user)), idKey(type, value)].map(String);
    return {
      event_id: stableUuid('identity-kill', String(part), String(i)),
      name: 'seen',
      ts: sqlTime(new Date(Date.UTC(2025, 0, 1 + random.int(300)))),
      received_at: '2026-01-01 00:00:00.000',
      source: 'test',
      id_key: keys[0],
      ids: { user_id: String(user), [type]: value },
      id_keys: keys,
      properties: {},
      context: {},
    };
  });
  return clickhouse.insert({ table: 'events', rows });
};

const cut = (stores: TestStores): Promise<unknown> =>
  stores.postgres.query(
    `INSERT INTO identity_cuts (id, key_a, key_b, made_at, made_by) VALUES ('00000000-0000-4000-8000-000000000001', $1, NULL, '2026-01-02', 'li')`,
    [idKey('phone', '7').toString()],
  );

const state = async ({ clickhouse, postgres }: TestStores): Promise<Readonly<Record<string, readonly unknown[]>>> => ({
  map: await clickhouse.query('SELECT id_key, profile_id FROM identity FINAL WHERE id_key != profile_id ORDER BY ALL'),
  past: await clickhouse.query(
    'SELECT id_key, from_ms, to_ms, profile_id FROM identity_tenures FINAL WHERE gone = 0 ORDER BY ALL',
  ),
  refused: await clickhouse.query(
    `SELECT key_a, key_b, rule, reason FROM identity_refused FINAL WHERE reason != '' ORDER BY ALL`,
  ),
  hubs: await clickhouse.query('SELECT DISTINCT id_key FROM identity_hubs ORDER BY ALL'),
  changes: await clickhouse.query(
    'SELECT kind, from_profile, into_profile, key_a, key_b, rule, at FROM identity_changes FINAL ORDER BY ALL',
  ),
  people: await clickhouse.query('SELECT event_id, profile_id FROM people_events ORDER BY ALL'),
  cuts: await postgres.query('SELECT key_a, key_b, ended_at, applied FROM identity_cuts'),
});

const life = async (kills: readonly (string | undefined)[]): Promise<Readonly<Record<string, readonly unknown[]>>> => {
  const stores = await testStores({ migrations: appMigrations });
  const run = async (job: string, dieAt?: string): Promise<void> => {
    const args = { args: [job, stores.urls.clickhouse, stores.urls.postgres], env: {} };
    if (dieAt !== undefined) {
      const ended = await child.run('identity-child', { ...args, dieAt });
      expect([ended.signal, dieAt, ended.stderr]).toEqual(['SIGKILL', dieAt, '']);
    }
    // what comes next is an ordinary turn, whatever died before
    const again = await child.run('identity-child', {
      ...args,
      args: [dieAt === undefined ? job : 'identify', ...args.args.slice(1)],
    });
    expect([again.code, again.stderr]).toEqual([0, '']);
  };
  const [first, second, third, fourth] = kills;
  await write(stores, 1);
  await run('identify', first);
  await write(stores, 2);
  await run('identify', second);
  await cut(stores);
  await run('identify', third);
  await run('rebuild', fourth);
  return state(stores);
};

describe('OneID that is killed and goes on ends as one that was not disturbed', () => {
  const kills: readonly (readonly (string | undefined)[])[] = [
    ['identify/after-remap', 'identify/after-audit', 'identify/after-remap', 'identify/rebuild-recorded'],
    ['identify/after-audit', 'identify/after-remap', 'identify/after-audit', 'identify/rebuild-exchanged'],
    [undefined, undefined, 'identify/after-remap', 'identify/rebuild-written'],
  ];
  let undisturbed: Readonly<Record<string, readonly unknown[]>>;
  beforeAll(async () => {
    undisturbed = await life([]);
  });

  test('the undisturbed one united, refused and handed over something, and knows the tablet', () => {
    for (const part of ['map', 'past', 'refused', 'hubs', 'changes', 'cuts'])
      expect(undisturbed[part]?.length).toBeGreaterThan(0);
  });

  test.each(kills)('killed at %s, %s, %s (an unmerge) and %s', { timeout: 300_000 }, async (...points) => {
    expect(await life(points)).toEqual(undisturbed);
  });
});
