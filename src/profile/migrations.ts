import type { Migrations } from '#platform/db/migration.ts';
import { createTable } from '#platform/db/clickhouse/ddl.ts';
import { liveMigration, liveStateMigration } from './live/migrations.ts';
import { featureRowsTable } from './tables.ts';

export const profileMigrations: Migrations = {
  clickhouse: [
    { id: 'profile_0001_feature_rows', statements: ({ topology }) => createTable(featureRowsTable, topology) },
    liveMigration,
  ],
  postgres: [
    {
      id: 'profile_0001_feature_snapshots',
      statements: [
        `CREATE TABLE feature_snapshots (snapshot text PRIMARY KEY, as_of timestamptz NOT NULL, names text[] NOT NULL, built_at timestamptz NOT NULL)`,
      ],
    },
    liveStateMigration,
  ],
};
