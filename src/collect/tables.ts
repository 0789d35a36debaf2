import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/**
 * The log: one row per event. Sorted by name, then identifier: questions about one kind of event read only it,
 * and a person's rows of that kind lie together. The event id closes the key, so that a row written twice
 * becomes one row, and until it has merged FINAL shows one.
 */
export const eventsTable: TableDefinition = {
  name: 'events',
  columns: [
    ['event_id', 'UUID'],
    ['name', 'LowCardinality(String)'],
    ['ts', "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
    ['received_at', "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
    ['source', 'LowCardinality(String)'],
    ['id_key', 'UInt64'],
    ['ids', 'Map(LowCardinality(String), String)'],
    ['id_keys', 'Array(UInt64)'],
    ['session_id', 'String'],
    // the 64 commonest properties have columns of their own, the others share one. Each such column is a handful of
    // open files in a merge: with 256, bodies of random keys took all of the engine's 20,000
    ['properties', 'JSON(max_dynamic_paths = 64)'],
    ['context', 'JSON(max_dynamic_paths = 8)'],
    ['value', 'Nullable(Decimal(18, 4))'],
    ['currency', 'LowCardinality(String)'],
  ],
  engine: 'Replacing',
  version: 'received_at',
  partitionBy: 'toYYYYMM(ts)',
  orderBy: ['name', 'id_key', 'event_id'],
  // one person's events lie scattered over all names: this finds the few granules that hold them
  indexes: ['INDEX by_person id_key TYPE bloom_filter(0.005) GRANULARITY 1'],
  shardBy: 'id_key',
  settings: { max_parts_to_merge_at_once: 20 },
};

export const arrivalsTable: TableDefinition = {
  name: 'arrivals_per_minute',
  columns: [
    ['minute', "DateTime('UTC')"],
    ['source', 'LowCardinality(String)'],
    ['events', 'UInt64'],
  ],
  engine: 'Summing',
  orderBy: ['minute', 'source'],
};

export const quarantineTable: TableDefinition = {
  name: 'quarantine',
  columns: [
    ['row_id', 'UUID'],
    ['source', 'LowCardinality(String)'],
    ['reason', 'LowCardinality(String)'],
    ['detail', 'String'],
    ['body', 'String'],
    ['received_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  version: 'received_at',
  orderBy: ['source', 'reason', 'row_id'],
};

/**
 * What became of quarantined rows. A table of its own: the same bad row arriving again replaces its row in `quarantine`
 * and must not open what was dealt with. `moved`: it failed anew and lies under its new reason.
 */
export const quarantineStatesTable: TableDefinition = {
  name: 'quarantine_states',
  columns: [
    ['source', 'LowCardinality(String)'],
    ['reason', 'LowCardinality(String)'],
    ['row_id', 'UUID'],
    ['state', 'LowCardinality(String)'],
    ['run_id', 'UUID'],
    ['changed_at', "DateTime64(6, 'UTC') DEFAULT now64(6)"],
  ],
  engine: 'Replacing',
  version: 'changed_at',
  orderBy: ['source', 'reason', 'row_id'],
};

/** How often events broke the plan: counted, so that a flood of bad events is a handful of rows a minute. */
export const violationsTable: TableDefinition = {
  name: 'plan_violations_per_minute',
  columns: [
    ['minute', "DateTime('UTC')"],
    ['source', 'LowCardinality(String)'],
    ['name', 'LowCardinality(String)'],
    ['property', 'String'],
    ['what', 'LowCardinality(String)'],
    ['events', 'UInt64'],
  ],
  engine: 'Summing',
  orderBy: ['name', 'minute', 'source', 'property', 'what'],
};
