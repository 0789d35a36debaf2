import { expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { createTable, type TableDefinition } from './ddl.ts';
import { rebuildTable } from './rebuild-table.ts';

const { clickhouse } = await testStores({ migrations: { clickhouse: [], postgres: [] } });
const table: TableDefinition = { name: 'numbered', columns: [['n', 'UInt64']], engine: 'Replacing', orderBy: ['n'] };
const single = { type: 'single' } as const;
const rebuilt = rebuildTable({ ...table, settings: { index_granularity: 512 } }, single);

test('a table keeps its rows and gets its new granularity, wherever the rebuild was cut short', async () => {
  for (const statement of createTable(table, single)) await clickhouse.command(statement);
  await clickhouse.command('INSERT INTO numbered SELECT number FROM numbers(2000)');
  for (let cut = 0; cut <= rebuilt.length; cut++) {
    for (const statement of [...rebuilt.slice(0, cut), ...rebuilt]) await clickhouse.command(statement);
    const found = await clickhouse.queryOne<{ rows: string; create: string }>(
      `SELECT (SELECT count() FROM numbered FINAL) AS rows, (SELECT create_table_query FROM system.tables WHERE database = currentDatabase() AND name = 'numbered') AS create`,
    );
    expect(found?.rows).toBe('2000');
    expect(found?.create).toContain('index_granularity = 512');
  }
  const left = await clickhouse.query(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%next'`,
  );
  expect(left).toEqual([]);
});
