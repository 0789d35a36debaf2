import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { enqueue, issueCoupons, openCouponType } from '#act';
import { appMigrations } from '#app';
import { identifyAll } from '#identify';
import { idKey, sqlTime } from '#platform';
import { testStores } from '#platform/testing.ts';
import { openOn, secret, settingsOn } from '../scenarios/small-brand.ts';
import { buildPrograms } from './fault-process.ts';

const points = [
  'erasure/events-deleted',
  'erasure/events',
  'erasure/quarantine',
  'erasure/clickhouse',
  'erasure/postgres',
  'erasure/identity',
  'erasure/forgotten',
  'erasure/parts-gone',
] as const;

test(
  'an erasure that is killed at every point in turn ends as one that was not disturbed',
  { timeout: 180_000 },
  async () => {
    const { clickhouse, postgres, clock, urls } = await testStores({ migrations: appMigrations });
    const dataDir = await mkdtemp(join(tmpdir(), 'gyre-erasure-kill-'));
    const child = await buildPrograms({ 'erasure-child': './test/faults/erasure-child.ts' });
    try {
      const tables = await clickhouse.query<{ name: string }>(
        `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'`,
      );
      for (const { name } of tables)
        await clickhouse.command(
          `ALTER TABLE ${name} MODIFY SETTING old_parts_lifetime = 1, cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1`,
        );
      const gyre = await openOn(urls, { clock, dataDir });
      const user = (id: string, phone: string, device: string) => [
        { type: 'identify', userId: id, anonymousId: device, traits: { phone } },
        { type: 'track', userId: id, event: 'order_paid', properties: { value: 3 } },
        { type: 'track', anonymousId: device, event: 'product_viewed' },
        { type: 'track', event: '', userId: '', properties: { mobile: phone } },
      ];
      await gyre.collector.batch({
        messages: [
          ...user('one-who-goes', '13911110000', 'device-that-goes'),
          ...user('one-who-stays', '13922220000', 'device-that-stays'),
        ],
        source: 'shop',
        shared: {},
      });
      await identifyAll({ clickhouse, postgres, clock });
      const row = await clickhouse.queryOne<{ p: string }>(
        'SELECT DISTINCT profile_id AS p FROM people_events WHERE id_key = {key:UInt64}',
        { key: idKey('user_id', 'one-who-goes') },
      );
      const profileId = row?.p ?? '';
      const at = sqlTime(clock.now());
      await clickhouse.insert({
        table: 'decisions',
        rows: [
          {
            decision_id: '0190a0a0-0000-4000-8000-000000000001',
            program: 'p',
            round: 1,
            profile_id: profileId,
            as_of: at,
            group: 'model',
            offer: 'o',
            channel: 'c',
            reasons: '{}',
          },
        ],
      });
      await clickhouse.insert({
        table: 'outcomes',
        rows: [{ program: 'p', round: 1, profile_id: profileId, group: 'model', orders: 1, measured_at: at }],
      });
      await openCouponType(postgres, { name: 'gift', stock: 5 });
      const spec = {
        benefit: { type: 'voucher', valueMinor: 100, thresholdMinor: 0 },
        currency: 'CNY',
        stock: 5,
        validDays: 30,
      } as const;
      await issueCoupons({
        postgres,
        clock,
        secret,
        couponType: 'gift',
        spec,
        requests: [{ program: 'p', round: 1, profileId }],
      });
      await enqueue(postgres, [
        {
          key: 'k',
          channel: 'mail',
          profileId,
          program: 'p',
          round: 1,
          recipient: { type: 'user_id', value: 'one-who-goes' },
          language: 'zh',
          title: 't',
          body: 'b',
          facts: {},
          queuedAt: clock.now().toISOString(),
        },
      ]);
      await gyre.delivery.publish();
      const request = await gyre.privacy.erase('user_id:one-who-goes', 'test');

      const args = { args: [], env: { ...settingsOn(urls, dataDir), GYRE_PORT: '0' } };
      for (const dieAt of points) {
        const ended = await child.run('erasure-child', { ...args, dieAt });
        expect([ended.signal, dieAt, ended.stderr]).toEqual(['SIGKILL', dieAt, '']);
      }
      const last = await child.run('erasure-child', args);
      expect([last.code, last.stdout, last.stderr]).toEqual([0, '1 erased\n', '']);

      expect(await gyre.privacy.requests.get(request.id)).toMatchObject({ state: 'done', left: [] });
      expect(await gyre.privacy.requests.about(request.id)).toBeUndefined();
      const n = async (sql: string): Promise<number> =>
        Number((await clickhouse.queryOne<{ n: string }>(`SELECT count() AS n FROM ${sql}`))?.n);
      expect(
        await n(`events FINAL WHERE ids['user_id'] = 'one-who-stays' OR ids['anonymous_id'] = 'device-that-stays'`),
      ).toBe(3);
      expect(await n('events')).toBe(3);
      expect(await n('quarantine')).toBe(1);
      expect(await n(`identifiers WHERE value LIKE '%goes'`)).toBe(0);
      for (const table of ['decisions', 'outcomes'])
        expect([table, await n(`${table} FINAL`), await n(`${table} WHERE profile_id = ${profileId}`)]).toEqual([
          table,
          1,
          0,
        ]);
      expect(await postgres.query('SELECT status, profile_id FROM coupons')).toEqual([
        { status: 'void', profile_id: '' },
      ]);
      expect(await postgres.query('SELECT issued FROM coupon_types')).toEqual([{ issued: 0 }]);
      for (const table of ['outbox_messages', 'act_changes'])
        expect(await postgres.query(`SELECT FROM ${table}`)).toEqual([]);
      expect(await postgres.query('SELECT FROM contacts')).toHaveLength(1);
      await gyre.close();
    } finally {
      await child.remove();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);
