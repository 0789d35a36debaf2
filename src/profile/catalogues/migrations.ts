import { createTable, onCluster } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';
import { attributeKeySql } from './attribute-sql.ts';
import { entitiesTable } from './tables.ts';

export const cataloguesMigration: Migration = {
  id: 'profile_0004_entities',
  statements: ({ topology, database, clickhouse }) => [
    ...createTable(entitiesTable, topology),
    // every attribute of every entry, in memory: a scan of the log asks for millions
    `CREATE DICTIONARY IF NOT EXISTS entity_attributes${onCluster(topology)} (key UInt64, value String)
     PRIMARY KEY key
     SOURCE(CLICKHOUSE(
       USER '${clickhouse.user}' PASSWORD '${clickhouse.password}' DB '${database}'
       QUERY 'SELECT ${attributeKeySql('catalogue', 'attribute', 'id')} AS key, value FROM (SELECT catalogue, id, attributes FROM ${database}.entities FINAL WHERE removed = 0) ARRAY JOIN mapKeys(attributes) AS attribute, mapValues(attributes) AS value'
       INVALIDATE_QUERY 'SELECT max(version), count() FROM ${database}.entities'))
     LAYOUT(HASHED()) LIFETIME(MIN 2 MAX 5)`,
  ],
};
