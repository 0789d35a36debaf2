import type { Migrations } from '#platform/db/migration.ts';
import { createTable, localName, onCluster } from '#platform/db/clickhouse/ddl.ts';
import { graphStatements } from './graph-migration.ts';
import { identifiersTable, identityTable, linksTable, mergesTable } from './tables.ts';

const keyOf = (type: string, value: string): string =>
  `reinterpretAsUInt64(substring(SHA256(concat(${type}, ':', ${value})), 1, 8))`;

export const identifyMigrations: Migrations = {
  clickhouse: [
    {
      id: 'identify_0001_identity',
      statements: ({ topology, database, clickhouse }) => [
        ...createTable(identifiersTable, topology),
        ...createTable(linksTable, topology),
        ...createTable(identityTable, topology),
        ...createTable(mergesTable, topology),
        // each identifier with its sightings, as events arrive
        `CREATE MATERIALIZED VIEW IF NOT EXISTS identifiers_of_events${onCluster(topology)} TO ${localName('identifiers', topology)}
         AS SELECT ${keyOf('type', 'value')} AS id_key, type, value, min(ts) AS first_seen, max(ts) AS last_seen
         FROM ${localName('events', topology)} ARRAY JOIN mapKeys(ids) AS type, mapValues(ids) AS value
         GROUP BY type, value`,
        // the strongest identifier of an event tied to each of its others: a star says the same as all pairs
        `CREATE MATERIALIZED VIEW IF NOT EXISTS links_of_events${onCluster(topology)} TO ${localName('identity_links', topology)}
         AS SELECT id_key AS key_a, arrayJoin(arrayFilter(key -> key != id_key, id_keys)) AS key_b, min(event_id) AS event_id, now64(3) AS written_at
         FROM ${localName('events', topology)} WHERE length(id_keys) > 1
         GROUP BY key_a, key_b`,
        // identifier → profile, in memory: every read of the log looks its people up here
        `CREATE DICTIONARY IF NOT EXISTS identity_map${onCluster(topology)} (id_key UInt64, profile_id UInt64)
         PRIMARY KEY id_key
         SOURCE(CLICKHOUSE(
           USER '${clickhouse.user}' PASSWORD '${clickhouse.password}' DB '${database}'
           QUERY 'SELECT id_key, profile_id FROM ${database}.identity FINAL'
           INVALIDATE_QUERY 'SELECT max(version) FROM ${database}.identity'))
         LAYOUT(HASHED()) LIFETIME(MIN 1 MAX 3)`,
        // the log as everyone reads it: each event once, with the person it belongs to now
        `CREATE OR REPLACE VIEW people_events${onCluster(topology)}
         AS SELECT *, dictGetOrDefault('${database}.identity_map', 'profile_id', id_key, id_key) AS profile_id
         FROM events FINAL`,
      ],
    },
    { id: 'identify_0002_graph', statements: graphStatements },
  ],
  postgres: [
    {
      id: 'identify_0001_watermarks',
      statements: [`CREATE TABLE watermarks (name text PRIMARY KEY, at timestamptz NOT NULL)`],
    },
    {
      id: 'identify_0002_cuts',
      statements: [
        // what people decided about who is who; a cut is ended, never deleted. numeric holds an unsigned 64-bit key
        `CREATE TABLE identity_cuts (
           id uuid PRIMARY KEY, key_a numeric NOT NULL, key_b numeric, why text NOT NULL DEFAULT '',
           made_at timestamptz NOT NULL, made_by text NOT NULL,
           ended_at timestamptz, ended_by text, applied boolean NOT NULL DEFAULT false)`,
        `CREATE INDEX identity_cuts_a ON identity_cuts (key_a)`,
        `CREATE INDEX identity_cuts_b ON identity_cuts (key_b)`,
        `CREATE TABLE identity_state (one boolean PRIMARY KEY DEFAULT true CHECK (one), types text NOT NULL DEFAULT '')`,
      ],
    },
    {
      id: 'identify_0003_rebuilding',
      // a rebuild that died between its steps is done again by the next turn
      statements: [`ALTER TABLE identity_state ADD COLUMN rebuilding boolean NOT NULL DEFAULT false`],
    },
  ],
};
