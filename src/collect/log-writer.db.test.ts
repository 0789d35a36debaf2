import { expect, test } from 'vitest';
import { silentLogger, stableUuid } from '#platform';
import { testStores } from '#platform/testing.ts';
import { createEventLog } from './event-log.ts';
import { eventRow } from './log-event.ts';
import { collectMigrations } from './migrations.ts';
import { quarantineRows } from './quarantine/read.ts';
import { createSealer } from './sealer.ts';

const { clickhouse, clock } = await testStores({ migrations: collectMigrations });
const sealer = createSealer('quarantine', 'a secret');
const { events } = createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' });

const aRow = (number: number): string =>
  eventRow(
    {
      eventId: stableUuid('row', String(number)),
      name: 'e',
      ts: Date.UTC(2026, 0),
      source: 's',
      ids: { user_id: 'u' },
      properties: { number },
      context: {},
    },
    Date.UTC(2026, 0),
  );
/** A row as only a defect of ours could write it. */
const aPoisonedRow = (number: number): string =>
  aRow(number).replace(`{"number":${number}}`, '{"number":99999999999999999999}');

test('rows the engine refuses, wherever they stand, go to quarantine with its words; the thousands around them are stored', async () => {
  const poison = new Set([0, 1234, 4999]);
  await events.append(
    Array.from({ length: 5000 }, (_, number) => (poison.has(number) ? aPoisonedRow(number) : aRow(number))),
  );
  expect(await clickhouse.query('SELECT count() AS n, uniqExact(event_id) AS ids FROM events')).toEqual([
    { n: '4997', ids: '4997' },
  ]);
  const { rows } = await quarantineRows({ clickhouse, sealer }, { source: 's', reason: 'refused_by_store', limit: 10 });
  expect(rows).toHaveLength(3);
  expect(rows.every(({ detail }) => detail.includes('Cannot parse JSON object'))).toBe(true);
  expect(
    JSON.parse(rows.map(({ body }) => body).find((body) => body.includes(stableUuid('row', '1234'))) ?? ''),
  ).toMatchObject({
    name: 'e',
    ids: { user_id: 'u' },
  });
});

test('an event refused again lies in quarantine once', async () => {
  await events.append([aPoisonedRow(1), aRow(0)]);
  await events.append([aPoisonedRow(1)]);
  const { rows } = await quarantineRows({ clickhouse, sealer }, { source: 's', reason: 'refused_by_store', limit: 10 });
  expect(rows.filter(({ body }) => body.includes(stableUuid('row', '1')))).toHaveLength(1);
});
