import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectMigrations } from '#collect';
import { sqlTime, stableUuid } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { keyIn, type Named, type Said } from './a-graph.fixture.ts';
import { makeCut } from './cuts.ts';
import { identify, identifyAll, rebuild } from './identify.ts';
import { identifyMigrations } from './migrations.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([collectMigrations, identifyMigrations]),
});
const deps = { clickhouse, postgres, clock };

/** Events as the collector would write them, each with two identifiers. */
const write = (said: readonly Said[], run: number): Promise<void> =>
  clickhouse.insert({
    table: 'events',
    rows: said.map(([a, b, ms, rule], i) => {
      const [strong, weak] = [a, b].map((named) => `${named}-${run}`) as [Named, Named];
      const named = (each: string): [string, string] => [each.split(':')[0] ?? '', each.slice(each.indexOf(':') + 1)];
      return {
        event_id: stableUuid('e', String(run), a, b, String(ms), String(rule), String(i)),
        name: rule === 'alias' ? '$alias' : 'seen',
        ts: sqlTime(new Date(Date.UTC(2025, 0, 1) + ms * 60_000)),
        received_at: sqlTime(clock.now()),
        source: 'test',
        id_key: keyIn(strong).toString(),
        ids: Object.fromEntries([named(strong), named(weak)]),
        id_keys: [keyIn(strong).toString(), keyIn(weak).toString()],
        properties: {},
        context: {},
      };
    }),
  });

const state = async (): Promise<readonly string[]> => {
  const tables = [
    'SELECT id_key, profile_id FROM identity FINAL WHERE id_key != profile_id',
    'SELECT id_key, from_ms, to_ms, profile_id FROM identity_tenures FINAL WHERE gone = 0',
    `SELECT key_a, key_b, rule, splitByChar(':', toString(reason))[1] AS why, link_at FROM identity_refused FINAL WHERE reason != ''`,
    'SELECT DISTINCT id_key FROM identity_hubs',
    `SELECT toString(event_id) AS event, profile_id FROM people_events`,
  ];
  const rows = await Promise.all(tables.map((sql) => clickhouse.query(`${sql} ORDER BY ALL`)));
  return rows.flatMap((list, i) => list.map((row) => `${i} ${JSON.stringify(row)}`));
};

const named = (type: string, n: number) => fc.integer({ min: 0, max: n }).map((i): Named => `${type}:${i}`);
const strongest = fc.oneof(named('user_id', 6), named('user_id', 6), named('phone', 4), named('member_card', 3));
const others = fc.oneof(named('phone', 4), named('email', 3), named('device_id', 3), named('anonymous_id', 6));
const rule = fc.constantFrom('event', 'event', 'event', 'event', 'event', 'alias');
// an event has one identifier of a type
const pair = fc.tuple(strongest, others, fc.nat(9), rule).filter(([a, b]) => a.split(':')[0] !== b.split(':')[0]);
const saidArbitrary = fc.array(pair, { minLength: 5, maxLength: 40 });

let run = 0;

test('micro-batches in any order and cut anywhere come to what a rebuild comes to', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      saidArbitrary,
      fc.array(fc.nat(40), { maxLength: 4 }),
      fc.option(fc.tuple(strongest, others)),
      async (said, stops, cut) => {
        run += 1;
        const cuts = [...new Set(stops.map((stop) => Math.min(stop, said.length)))].toSorted((a, b) => a - b);
        let from = 0;
        for (const to of [...cuts, said.length]) {
          await write(said.slice(from, to), run);
          await identify(deps);
          if (cut && from === 0 && cut[0] !== cut[1]) {
            const [a, b] = cut;
            await makeCut(postgres, clock, { a: keyIn(`${a}-${run}`), b: keyIn(`${b}-${run}`), by: 'test' });
          }
          from = to;
        }
        await identifyAll(deps);
        const before = await state();
        expect((await rebuild(deps, { check: true })).changes).toBe(0);
        await rebuild(deps);
        expect(await state()).toEqual(before);
      },
    ),
    { numRuns: 8 },
  );
});

test('a rebuild in a check changes nothing and says what would differ', async () => {
  await clickhouse.command('INSERT INTO identity SELECT 1, 2, 1');
  const before = await state();
  expect((await rebuild(deps, { check: true })).changes).toBe(1);
  expect(await state()).toEqual(before);
});
