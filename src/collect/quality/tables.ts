import { createTable } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';
import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/** One hour (of when things happened) of one event from one source. Counted anew whenever something of the hour arrives. */
export const qualityTable: TableDefinition = {
  name: 'quality_per_hour',
  columns: [
    ['source', 'LowCardinality(String)'],
    ['name', 'LowCardinality(String)'],
    ['hour', "DateTime('UTC')"],
    ['events', 'UInt64'],
    ['lateness', 'AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float32)'],
    ['last_received', "DateTime64(3, 'UTC')"],
    ['counted_at', "DateTime64(3, 'UTC') DEFAULT now64(3)"],
  ],
  engine: 'Replacing',
  version: 'counted_at',
  partitionBy: 'toYear(hour)',
  orderBy: ['source', 'name', 'hour'],
};

export const qualityMigration: Migration = {
  id: 'collect_0004_quality',
  statements: ({ topology }) => createTable(qualityTable, topology),
};

export const alertsMigration: Migration = {
  id: 'collect_0004_alerts',
  statements: [
    `CREATE TABLE quality_state (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), at timestamptz NOT NULL)`,
    `CREATE TABLE alerts (
       id uuid PRIMARY KEY, rule text NOT NULL, title jsonb NOT NULL, source text NOT NULL, event text NOT NULL,
       measure text NOT NULL, value double precision NOT NULL, threshold double precision NOT NULL, severity text NOT NULL,
       notify jsonb NOT NULL, opened_at timestamptz NOT NULL, resolved_at timestamptz, resolved_value double precision,
       told text NOT NULL DEFAULT 'nothing' CHECK (told IN ('nothing', 'raised', 'resolved')))`,
    `CREATE UNIQUE INDEX alerts_open ON alerts (rule, source, event) WHERE resolved_at IS NULL`,
    `CREATE INDEX alerts_latest ON alerts (opened_at DESC)`,
    // since when a threshold has been crossed, until that has lasted long enough
    `CREATE TABLE alert_turns (rule text, source text, event text, turn text, since timestamptz NOT NULL, PRIMARY KEY (rule, source, event))`,
  ],
};

/**
 * How many events each source has in the log, by month of `ts`: the log keeps one of each event within a month, so only
 * months in which something arrived need counting again. `quality_sources` says it beside what was received, as of one moment.
 */
export const qualitySourcesMigration: Migration = {
  id: 'collect_0005_quality_sources',
  statements: [
    `CREATE TABLE quality_months (
       month integer, source text, kept bigint NOT NULL, last_received timestamptz NOT NULL, PRIMARY KEY (month, source))`,
    `CREATE TABLE quality_sources (source text PRIMARY KEY, received bigint NOT NULL)`,
    // the next count is of the whole log
    `DELETE FROM quality_state`,
  ],
};
