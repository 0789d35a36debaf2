import { createTable } from '#platform/db/clickhouse/ddl.ts';
import type { Migrations } from '#platform/db/migration.ts';
import { outcomesTable } from './tables.ts';

export const measureMigrations: Migrations = {
  clickhouse: [{ id: 'measure_0001_outcomes', statements: ({ topology }) => createTable(outcomesTable, topology) }],
  postgres: [],
};
