import { createTable, localName, onCluster } from '#platform/db/clickhouse/ddl.ts';
import type { Migration, MigrationContext } from '#platform/db/migration.ts';
import { personEventsTable, tagSql } from './tables.ts';

const rowsOf = (events: string): string =>
  `SELECT id_key, name, ts, ${tagSql('event_id')} AS tag, source FROM ${events} WHERE id_key != 0`;

/** What is in the log already, and everything from now on. */
export const timelineMigration = {
  id: 'profile_0003_events_by_person',
  statements: ({ topology }: MigrationContext): readonly string[] => [
    ...createTable(personEventsTable, topology),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_person${onCluster(topology)} TO ${localName('events_by_person', topology)}
     AS ${rowsOf(localName('events', topology))}`,
    `INSERT INTO events_by_person ${rowsOf('events')}`,
  ],
};

/**
 * Whoever reads one person reads every column of a granule or two out of every part. A part whose columns are one file is
 * opened once for that instead of four times, and is written the quicker.
 */
export const compactTimelineMigration: Migration = {
  id: 'profile_0008_events_by_person_compact',
  statements: ({ topology }) => [
    `ALTER TABLE ${localName('events_by_person', topology)}${onCluster(topology)} MODIFY SETTING min_bytes_for_wide_part = ${2 ** 40}`,
  ],
};
