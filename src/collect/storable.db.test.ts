import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Readable } from 'node:stream';
import { stableUuid } from '#platform';
import { testStores } from '#platform/testing.ts';
import { eventColumns, eventRow } from './log-event.ts';
import { collectMigrations } from './migrations.ts';
import { anOddObject } from './odd-bodies.fixture.ts';

const { clickhouse } = await testStores({ migrations: collectMigrations });
const insert = (lines: readonly string[]) =>
  clickhouse.insertRaw({
    table: 'events',
    columns: eventColumns,
    format: 'JSONCompactEachRow',
    body: Readable.from([lines.join('')]),
  });
const rowOf = (properties: Record<string, unknown>, name: string | number, ts = Date.UTC(2026, 0)) =>
  eventRow(
    {
      eventId: stableUuid('odd', String(name)),
      name: 'odd',
      ts,
      source: 's',
      ids: { user_id: 'u' },
      properties,
      context: properties,
    },
    ts,
  );

test('the engine takes whatever JSON can say', async () => {
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anOddObject(), { minLength: 20, maxLength: 60 }), async (objects) => {
      await insert(objects.map((object) => rowOf(object, number++)));
    }),
    { numRuns: Number(process.env['GYRE_FUZZ_RUNS'] ?? 40), seed: 20260115, endOnFailure: true },
  );
  expect(await clickhouse.queryOne('SELECT count() AS n FROM events')).toEqual({ n: String(number) });
}, 600_000);

test('what is said in an odd way can still be read', async () => {
  const properties = {
    order: 1.2e20,
    x: { y: 1 },
    'x.y': 2,
    text: 'a\ud800',
    list: [1, 'a', [2.5], { b: true }],
    deep: '中😀',
  };
  await insert([rowOf(properties, 1_000_000)]);
  const row = await clickhouse.query<{ properties: unknown }>(
    'SELECT properties FROM events WHERE event_id = {id:UUID}',
    { id: stableUuid('odd', '1000000') },
    { output_format_json_quote_64bit_integers: 0 },
  );
  expect(row).toEqual([
    {
      properties: {
        order: '120000000000000000000',
        x: { y: 1 },
        'x%2Ey': 2,
        text: 'a\ufffd',
        list: [1, 'a', [2.5], { b: true }],
        deep: '中😀',
      },
    },
  ]);
});

test.each([
  '1970-01-01T00:00:05.000Z',
  '1971-06-01T00:00:00.123Z',
  '1990-01-01T00:00:00.001Z',
  '2001-09-08T00:00:00.000Z',
  '2105-12-31T23:59:59.999Z',
])('an event of %s is stored at that millisecond', async (time) => {
  await insert([rowOf({}, time, Date.parse(time))]);
  expect(
    await clickhouse.query('SELECT ts FROM events WHERE event_id = {id:UUID}', { id: stableUuid('odd', time) }),
  ).toEqual([{ ts: time.replace('T', ' ').replace('Z', '') }]);
});
