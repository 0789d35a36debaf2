import type { Migrations } from '#platform/db/migration.ts';
import { createTable } from '#platform/db/clickhouse/ddl.ts';
import { rebuildTable } from '#platform/db/clickhouse/rebuild-table.ts';
import { featureFiguresMigration } from './feature-catalogue/migration.ts';
import { exportsMigration, liveMigration, liveStateMigration } from './live/migrations.ts';
import { cataloguesMigration } from './catalogues/migrations.ts';
import { belongingMigration } from './passes/by-person.ts';
import { tagsMigration, tagsStateMigration } from './tags/migrations.ts';
import { featureRowsTable } from './tables.ts';
import { compactTimelineMigration, timelineMigration } from './timeline/migration.ts';

export const profileMigrations: Migrations = {
  clickhouse: [
    { id: 'profile_0001_feature_rows', statements: ({ topology }) => createTable(featureRowsTable, topology) },
    liveMigration,
    tagsMigration,
    cataloguesMigration,
    timelineMigration,
    {
      id: 'profile_0006_finer_feature_rows',
      // a person's row is read out of each snapshot: with 8,192 rows a granule that is two megabytes a time
      statements: ({ topology }) =>
        rebuildTable({ ...featureRowsTable, settings: { index_granularity: 512 } }, topology),
    },
    belongingMigration,
    compactTimelineMigration,
  ],
  postgres: [
    {
      id: 'profile_0001_feature_snapshots',
      statements: [
        `CREATE TABLE feature_snapshots (snapshot text PRIMARY KEY, as_of timestamptz NOT NULL, names text[] NOT NULL, built_at timestamptz NOT NULL)`,
      ],
    },
    liveStateMigration,
    exportsMigration,
    tagsStateMigration,
    featureFiguresMigration,
  ],
};
