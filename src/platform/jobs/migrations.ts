import type { Migration } from '../db/migration.ts';

export const jobMigrations: readonly Migration[] = [];
