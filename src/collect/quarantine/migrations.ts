import { createTable, localName, onCluster, type Topology } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';
import { quarantineStatesTable, violationsTable } from '../tables.ts';

const added = [
  // rows of before there was sealing still tell their names
  "name LowCardinality(String) DEFAULT if(startsWith(body, '{'), if(reason = 'refused_by_store', JSONExtractString(body, 'name'), JSONExtractString(body, 'event')), '')",
  "format LowCardinality(String) DEFAULT if(reason = 'refused_by_store', 'event', 'segment')",
  // as it first came, when what lies there now was mended and failed again
  'first_body String',
];

const onAll = (topology: Topology, change: string): readonly string[] =>
  [...new Set([localName('quarantine', topology), 'quarantine'])].map(
    (table) => `ALTER TABLE ${table}${onCluster(topology)} ${change}`,
  );

export const planMigration: Migration = {
  id: 'collect_0003_plan',
  statements: ({ topology }) => [
    ...added.flatMap((column) => onAll(topology, `ADD COLUMN IF NOT EXISTS ${column}`)),
    // sealed bytes as base64 text: entropy coding gets back what base64 takes
    `ALTER TABLE ${localName('quarantine', topology)}${onCluster(topology)} MODIFY COLUMN body String CODEC(ZSTD(1))`,
    ...createTable(quarantineStatesTable, topology),
    ...createTable(violationsTable, topology),
  ],
};

export const quarantineRunsMigration: Migration = {
  id: 'collect_0003_quarantine_runs',
  statements: [
    // what was done to quarantined rows, by whom, how it went; never deleted
    `CREATE TABLE quarantine_runs (
      id uuid PRIMARY KEY,
      action text NOT NULL CHECK (action IN ('replay', 'discard', 'reopen')),
      source text NOT NULL, reason text NOT NULL, name text,
      row_ids uuid[],
      steps jsonb NOT NULL,
      by_whom text,
      state text NOT NULL CHECK (state IN ('running', 'done')),
      rows integer NOT NULL, tried integer NOT NULL DEFAULT 0, passed integer NOT NULL DEFAULT 0,
      reached uuid,
      started_at timestamptz NOT NULL, finished_at timestamptz
    )`,
    `CREATE INDEX quarantine_runs_latest ON quarantine_runs (started_at DESC)`,
  ],
};
