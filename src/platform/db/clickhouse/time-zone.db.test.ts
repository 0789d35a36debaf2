import { expect, test } from 'vitest';
import { testStores } from '../../testing.ts';
import { sqlTime } from './client.ts';

const { clickhouse } = await testStores();

test('a time without a zone is UTC, wherever the server stands', async () => {
  const at = new Date('2026-03-01T12:00:00.123Z');
  const row = await clickhouse.queryOne<{ ms: string; zone: string }>(
    'SELECT toUnixTimestamp64Milli({at:DateTime64(3)}) AS ms, timezone() AS zone',
    { at: sqlTime(at) },
  );
  expect(row).toEqual({ ms: String(at.getTime()), zone: 'UTC' });
});
