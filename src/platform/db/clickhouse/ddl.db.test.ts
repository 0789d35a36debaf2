import { expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { createTable } from './ddl.ts';

const { clickhouse } = await testStores();

test('ClickHouse accepts every clause the generator writes, twice', async () => {
  const statements = createTable(
    {
      name: 'everything',
      columns: [
        ['key', 'UInt64'],
        ['at', "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
        ['values', 'Array(Float32)'],
        ['group', 'LowCardinality(String)'],
        ['written_at', 'DateTime'],
      ],
      engine: 'Replacing',
      version: 'written_at',
      partitionBy: 'toYYYYMM(at)',
      primaryKey: ['key'],
      orderBy: ['key', 'at'],
      indexes: ['INDEX by_group `group` TYPE set(100) GRANULARITY 4'],
      ttl: 'toDateTime(at) + INTERVAL 2 YEAR',
      settings: { index_granularity: 1024 },
    },
    { type: 'single' },
  );
  for (const statement of [...statements, ...statements]) await clickhouse.command(statement);
  const table = await clickhouse.queryOne(
    `SELECT engine, partition_key, primary_key, sorting_key FROM system.tables WHERE database = currentDatabase() AND name = 'everything'`,
  );
  expect(table).toEqual({
    engine: 'ReplacingMergeTree',
    partition_key: 'toYYYYMM(at)',
    primary_key: '(key)',
    sorting_key: 'key, at',
  });
});

test('an insert is durable and its token counts it once', async () => {
  const [statement = ''] = createTable(
    { name: 'once', columns: [['n', 'UInt8']], engine: 'Plain', orderBy: ['n'] },
    { type: 'single' },
  );
  await clickhouse.command(statement);
  const settings = await clickhouse.query(
    `SELECT name, value FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory') ORDER BY name`,
  );
  expect(settings).toEqual([
    { name: 'fsync_after_insert', value: '1' },
    { name: 'fsync_part_directory', value: '1' },
  ]);
  for (const _ of [1, 2, 3]) await clickhouse.insert({ table: 'once', rows: [{ n: 1 }], token: 'a' });
  expect(await clickhouse.query('SELECT count() AS n FROM once')).toEqual([{ n: '1' }]);
});
