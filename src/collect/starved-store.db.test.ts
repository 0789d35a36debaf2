import { expect, test } from 'vitest';
import { GyreError, silentLogger, stableUuid } from '#platform';
import { type ClickHouse, connectClickHouse } from '#platform/db/clickhouse/client.ts';
import { testStores } from '#platform/testing.ts';
import { eventColumns, eventRow } from './log-event.ts';
import { createLogWriter } from './log-writer.ts';
import { collectMigrations } from './migrations.ts';

const { clickhouse, urls } = await testStores({ migrations: collectMigrations });

const rows = Array.from({ length: 5_000 }, (_, number) =>
  eventRow(
    {
      eventId: stableUuid('starved', String(number)),
      name: 'starved',
      ts: Date.UTC(2026, 0),
      source: 's',
      ids: { user_id: 'u' },
      properties: { number, text: 'x'.repeat(200) },
      context: {},
    },
    Date.UTC(2026, 0),
  ),
);
const stored = () =>
  clickhouse.queryOne(
    `SELECT toUInt32(count()) AS n, toUInt32(uniqExact(event_id)) AS ids FROM events FINAL WHERE name = 'starved'`,
  );

/** The same store, its inserts under a limit of memory for as long as it starves. */
const starvable = () => {
  const poor = connectClickHouse(`${urls.clickhouse}?ch_max_memory_usage=1000000`);
  const state = { starving: true, refusals: 0 };
  const store: ClickHouse = {
    ...clickhouse,
    insertRaw: async (args) => {
      if (!state.starving) return clickhouse.insertRaw(args);
      try {
        await poor.insertRaw(args);
      } catch (cause) {
        state.refusals++;
        throw cause;
      }
    },
  };
  return { store, state, close: poor.close };
};

test('an engine out of memory is no fault of the rows: 503 with a time to come back, then all of them are stored once', async () => {
  const { store, state, close } = starvable();
  const aside: unknown[] = [];
  const writer = createLogWriter(
    { table: 'events', columns: eventColumns, attempts: 3, retryDelayMs: 10 },
    { clickhouse: store, log: silentLogger(), setAside: async (lines) => void aside.push(...lines) },
  );
  const refused: unknown = await writer.append(rows).catch((cause: unknown) => cause);
  expect(refused).toBeInstanceOf(GyreError);
  expect(refused).toMatchObject({ code: 'store_unavailable', status: 503, facts: { retryAfterSeconds: 5 } });
  expect(state.refusals).toBe(3);

  state.starving = false;
  await writer.append(rows);
  await close();
  expect(await stored()).toEqual({ n: rows.length, ids: rows.length });
  expect(aside).toEqual([]);
});

test('an engine that has memory again before we give up is not noticed by the caller', async () => {
  const { store, state, close } = starvable();
  const writer = createLogWriter(
    { table: 'events', columns: eventColumns, retryDelayMs: 10 },
    {
      clickhouse: { ...store, insertRaw: (args) => store.insertRaw(args).finally(() => (state.starving = false)) },
      log: silentLogger(),
    },
  );
  await writer.append(rows);
  await close();
  expect(state.refusals).toBe(1);
  expect(await stored()).toEqual({ n: rows.length, ids: rows.length });
});
