import { createTable, localName, onCluster } from '#platform/db/clickhouse/ddl.ts';
import type { MigrationContext } from '#platform/db/migration.ts';
import { personAtSql } from './person-sql.ts';
import {
  baseTable,
  changesTable,
  doubtfulTable,
  edgesTable,
  hubsTable,
  mapTable,
  refusedTable,
  tenuresTable,
} from './tables.ts';

/** From links that join whatever they touch to links that are judged: what was learned so far is read from the log again. */
export const graphStatements = (context: MigrationContext): readonly string[] => {
  const { topology, database, clickhouse } = context;
  const where = onCluster(topology);
  const source = (query: string, invalidate: string): string =>
    `SOURCE(CLICKHOUSE(USER '${clickhouse.user}' PASSWORD '${clickhouse.password}' DB '${database}' QUERY '${query}' INVALIDATE_QUERY '${invalidate}'))`;
  return [
    ...[edgesTable, baseTable, tenuresTable, refusedTable, hubsTable, changesTable].flatMap((table) =>
      createTable(table, topology),
    ),
    // what a rebuild writes; then the two change places
    ...[mapTable('identity'), tenuresTable, refusedTable, hubsTable].flatMap((table) =>
      createTable({ ...table, name: `${table.name}_next` }, topology),
    ),
    ...createTable(doubtfulTable, topology),
    `ALTER TABLE ${localName('identity', topology)}${where} ADD INDEX IF NOT EXISTS by_profile profile_id TYPE bloom_filter(0.01) GRANULARITY 1`,
    `ALTER TABLE ${localName('identity', topology)}${where} ADD INDEX IF NOT EXISTS by_version version TYPE minmax GRANULARITY 1`,
    // the strongest identifier of an event tied to each of its others: a star says the same as all pairs
    `CREATE MATERIALIZED VIEW IF NOT EXISTS edges_of_events${where} TO ${localName('identity_edges', topology)}
     AS ${edgesOf(localName('events', topology))}`,
    `INSERT INTO identity_edges ${edgesOf('events')}`,
    `DROP VIEW IF EXISTS links_of_events${where}`,
    `DROP TABLE IF EXISTS identity_links${where}`,
    ...(topology.type === 'single' ? [] : [`DROP TABLE IF EXISTS ${localName('identity_links', topology)}${where}`]),
    `CREATE OR REPLACE DICTIONARY identity_map${where} (id_key UInt64, profile_id UInt64)
     PRIMARY KEY id_key
     ${source(`SELECT id_key, profile_id FROM ${database}.identity FINAL`, `SELECT max(turn) FROM ${database}.identity_base`)}
     LAYOUT(HASHED()) LIFETIME(MIN 5 MAX 10)`,
    // every key changed later has its last version later, so no FINAL is needed, and the index finds the few parts
    `CREATE DICTIONARY IF NOT EXISTS identity_recent${where} (id_key UInt64, profile_id UInt64)
     PRIMARY KEY id_key
     ${source(
       `SELECT id_key, argMax(profile_id, version) AS profile_id FROM ${database}.identity WHERE version > (SELECT max(version) FROM (SELECT version FROM ${database}.identity_base FINAL)) GROUP BY id_key`,
       `SELECT (SELECT max(version) FROM ${database}.identity), (SELECT max(turn) FROM ${database}.identity_base)`,
     )}
     LAYOUT(HASHED()) LIFETIME(MIN 1 MAX 3)`,
    `CREATE DICTIONARY IF NOT EXISTS identity_past${where} (id_key UInt64, from_ms Int64, to_ms Int64, profile_id UInt64)
     PRIMARY KEY id_key
     ${source(
       `SELECT id_key, from_ms, to_ms, profile_id FROM ${database}.identity_tenures FINAL WHERE gone = 0`,
       `SELECT max(version), count() FROM ${database}.identity_tenures`,
     )}
     LAYOUT(RANGE_HASHED()) RANGE(MIN from_ms MAX to_ms) LIFETIME(MIN 1 MAX 3)`,
    // the log as everyone reads it: each event once, with the person it belongs to as far as is known now
    `CREATE OR REPLACE VIEW people_events${where}
     AS SELECT *, ${personAtSql('id_key', 'ts', `${database}.`)} AS profile_id FROM events FINAL`,
  ];
};

const edgesOf = (events: string): string =>
  `SELECT id_key AS key, arrayJoin(arrayFilter(each -> each != id_key, id_keys)) AS other,
     if(name = '$alias', 'alias', 'event') AS rule,
     min((ts, event_id, toString(source))) AS first, max(ts) AS last_seen, now64(3) AS written_at
   FROM ${events} WHERE length(id_keys) > 1
   GROUP BY key, other, rule`;
