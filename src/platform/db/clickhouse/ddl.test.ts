import { expect, test } from 'vitest';
import { createTable, localName, onCluster, type TableDefinition } from './ddl.ts';

const visits: TableDefinition = {
  name: 'visits',
  columns: [
    ['visit_id', 'UUID'],
    ['at', "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
    ['group', 'LowCardinality(String)'],
    ['written_at', 'DateTime'],
  ],
  engine: 'Replacing',
  version: 'written_at',
  partitionBy: 'toYYYYMM(at)',
  orderBy: ['visit_id', 'at'],
  indexes: ['INDEX by_group `group` TYPE set(100) GRANULARITY 4'],
  ttl: 'toDateTime(at) + INTERVAL 2 YEAR',
  settings: { index_granularity: 1024, storage_policy: 'default' },
};

const cluster = { type: 'cluster', name: 'main' } as const;

test('on one server a table is one statement', () => {
  expect(createTable(visits, { type: 'single' })).toEqual([
    `CREATE TABLE IF NOT EXISTS visits
(
  visit_id UUID,
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  \`group\` LowCardinality(String),
  written_at DateTime,
  INDEX by_group \`group\` TYPE set(100) GRANULARITY 4
)
ENGINE = ReplacingMergeTree(written_at)
PARTITION BY toYYYYMM(at)
ORDER BY (visit_id, at)
TTL toDateTime(at) + INTERVAL 2 YEAR
SETTINGS index_granularity = 1024, storage_policy = 'default'`,
  ]);
});

test('on a cluster the rows are replicated in NAME_local and NAME is distributed over it, on every server', () => {
  const [local, distributed] = createTable(visits, cluster);
  expect(local).toContain("CREATE TABLE IF NOT EXISTS visits_local ON CLUSTER 'main'\n(");
  expect(local).toContain(
    "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', written_at)",
  );
  expect(distributed).toBe(
    `CREATE TABLE IF NOT EXISTS visits ON CLUSTER 'main' AS visits_local
ENGINE = Distributed('main', currentDatabase(), 'visits_local', cityHash64(visit_id, at))`,
  );
});

test('rows that may replace each other meet on one shard: by the whole key unless the table says otherwise', () => {
  expect(createTable({ ...visits, shardBy: 'visit_id' }, cluster)[1]).toContain("'visits_local', visit_id)");
});

test.each([
  ['Plain', 'MergeTree()', "ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')"],
  [
    'Replacing',
    'ReplacingMergeTree()',
    "ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')",
  ],
  ['Summing', 'SummingMergeTree()', "ReplicatedSummingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')"],
  [
    'Aggregating',
    'AggregatingMergeTree()',
    "ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')",
  ],
] as const)('engine %s in both topologies', (engine, single, replicated) => {
  const table: TableDefinition = { name: 't', columns: [['a', 'UInt8']], engine, orderBy: ['a'] };
  expect(createTable(table, { type: 'single' })[0]).toContain(`ENGINE = ${single}\nORDER BY (a)`);
  expect(createTable(table, cluster)[0]).toContain(`ENGINE = ${replicated}\nORDER BY (a)`);
});

test('an alteration addresses the table that holds the rows', () => {
  expect(`ALTER TABLE ${localName('visits', cluster)}${onCluster(cluster)}`).toBe(
    "ALTER TABLE visits_local ON CLUSTER 'main'",
  );
  expect(`ALTER TABLE ${localName('visits', { type: 'single' })}${onCluster({ type: 'single' })}`).toBe(
    'ALTER TABLE visits',
  );
});
