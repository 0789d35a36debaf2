import { expect, test } from 'vitest';
import { silentLogger, stableUuid } from '#platform';
import { testStores } from '#platform/testing.ts';
import { createEventLog } from './event-log.ts';
import { eventRow } from './log-event.ts';
import { collectMigrations } from './migrations.ts';

const { clickhouse, clock } = await testStores({ migrations: collectMigrations });
const { events } = createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' });
const yearMs = 365 * 86_400_000;

const aRow = (name: string, number: number, receivedAt = Date.UTC(2026, 0, 2)): string =>
  eventRow(
    {
      eventId: stableUuid(name, String(number)),
      name,
      ts: Date.UTC(2026, 0) + number * 1000,
      source: 's',
      ids: { user_id: `u${number % 7}` },
      properties: { number },
      context: {},
    },
    receivedAt,
  );
const rowsOf = (name: string, count: number, receivedAt?: number): string[] =>
  Array.from({ length: count }, (_, number) => aRow(name, number, receivedAt));
const seen = async (name: string): Promise<unknown> =>
  clickhouse.queryOne(
    `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(event_id)) AS ids, toUInt32(sum(properties.number::UInt32)) AS total
     FROM events FINAL WHERE name = {name:String}`,
    { name },
  );
const once = (count: number) => ({ rows: count, ids: count, total: (count * (count - 1)) / 2 });
const merge = (): Promise<void> => clickhouse.command('OPTIMIZE TABLE events FINAL');

test('a message repeated inside one insert is one event from the first read on', async () => {
  await events.append([...rowsOf('inside', 3_000), ...rowsOf('inside', 3_000), ...rowsOf('inside', 10)]);
  expect(await seen('inside')).toEqual(once(3_000));
  await merge();
  expect(await seen('inside')).toEqual(once(3_000));
});

test('a message repeated years later, after everything was merged, is still one event', async () => {
  await events.append(rowsOf('later', 500));
  await merge();
  expect(await seen('later')).toEqual(once(500));
  await events.append(rowsOf('later', 500, Date.UTC(2026, 0, 2) + 3 * yearMs));
  expect(await seen('later')).toEqual(once(500));
  await merge();
  expect(await seen('later')).toEqual(once(500));
});

test('many inserts between two sendings change nothing: the window is not the engine’s list of tokens', async () => {
  await events.append(rowsOf('between', 20));
  for (let insert = 0; insert < 30; insert++) await events.append([aRow('other', insert)]);
  await events.append(rowsOf('between', 20, Date.UTC(2026, 5)));
  await events.append(rowsOf('between', 20, Date.UTC(2026, 0, 1)));
  expect(await seen('between')).toEqual(once(20));
});

test('in whatever order messages arrive, the log says the same', async () => {
  const rows = rowsOf('order', 200);
  await events.append(rows.slice(100).toReversed());
  await events.append(rows.slice(50, 150));
  await events.append(rows.slice(0, 120).toReversed());
  expect(await seen('order')).toEqual(once(200));
  const [first, last] = await clickhouse
    .query<{ n: number }>(`SELECT properties.number::UInt32 AS n FROM events FINAL WHERE name = 'order' ORDER BY ts`)
    .then((list) => [list[0], list.at(-1)]);
  expect([first, last]).toEqual([{ n: 0 }, { n: 199 }]);
});
