import { jobMigrations } from './jobs/migrations.ts';
import type { Migrations } from './db/migration.ts';

/** The ground's own tables: leases and jobs. */
export const platformMigrations: Migrations = { clickhouse: [], postgres: jobMigrations };
