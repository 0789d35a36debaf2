import type { Migrations } from '#platform/db/migration.ts';
import { createTable, localName, onCluster } from '#platform/db/clickhouse/ddl.ts';
import { derivedMigration, derivedStateMigration } from './derived/migrations.ts';
import { importKnownMigration, importMigration, importRunsMigration } from './import/tables.ts';
import { planMigration, quarantineRunsMigration } from './quarantine/migrations.ts';
import { alertsMigration, qualityMigration, qualitySourcesMigration } from './quality/tables.ts';
import { tombstonesMigration, tombstonesStateMigration } from './tombstones/migrations.ts';
import { arrivalsTable, eventsTable, quarantineTable } from './tables.ts';

export const collectMigrations: Migrations = {
  clickhouse: [
    {
      id: 'collect_0001_events',
      statements: ({ topology }) => [
        ...createTable(eventsTable, topology),
        ...createTable(arrivalsTable, topology),
        ...createTable(quarantineTable, topology),
        `CREATE MATERIALIZED VIEW IF NOT EXISTS arrivals_of_events${onCluster(topology)} TO ${localName('arrivals_per_minute', topology)}
         AS SELECT toStartOfMinute(received_at) AS minute, source, count() AS events
         FROM ${localName('events', topology)} GROUP BY minute, source`,
      ],
    },
    planMigration,
    importMigration,
    derivedMigration,
    qualityMigration,
    tombstonesMigration,
  ],
  postgres: [
    {
      id: 'collect_0001_contacts',
      statements: [
        // numeric holds an unsigned 64-bit key; the sealed value is AES-256-GCM under a key the database has not
        `CREATE TABLE contacts (id_key numeric PRIMARY KEY, type text NOT NULL, sealed bytea NOT NULL, kept_at timestamptz NOT NULL DEFAULT now())`,
      ],
    },
    quarantineRunsMigration,
    importRunsMigration,
    derivedStateMigration,
    alertsMigration,
    tombstonesStateMigration,
    qualitySourcesMigration,
    importKnownMigration,
  ],
};
