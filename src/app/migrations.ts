import { actMigrations } from '#act';
import { collectMigrations } from '#collect';
import { documentMigrations } from '#documents';
import { identifyMigrations, matchingMigrations } from '#identify';
import { loopMigrations } from '#loop';
import { measureMigrations } from '#measure';
import { allMigrations, type Migrations } from '#platform/db/migration.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { profileMigrations } from '#profile';
import { privacyMigrations } from './erasure/request-store.ts';
import { workspaceMigrations } from './workspace.ts';

/** Both stores' schemas, room by room in the loop's order. */
export const appMigrations: Migrations = allMigrations([
  platformMigrations,
  { postgres: documentMigrations },
  collectMigrations,
  identifyMigrations,
  matchingMigrations,
  profileMigrations,
  { postgres: actMigrations },
  measureMigrations,
  loopMigrations,
  workspaceMigrations,
  privacyMigrations,
]);
