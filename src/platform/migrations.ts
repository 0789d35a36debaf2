import type { Migrations } from './db/migration.ts';
import { authMigrations } from './http/auth/migrations.ts';
import { jobMigrations } from './jobs/migrations.ts';

/** The ground's own tables: leases and jobs, accounts and keys. */
export const platformMigrations: Migrations = { clickhouse: [], postgres: [...jobMigrations, ...authMigrations] };
