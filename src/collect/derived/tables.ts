import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/** What a run says should be there; compared with what is there, then forgotten after an hour. */
export const derivedStageTable: TableDefinition = {
  name: 'derived_stage',
  columns: [
    ['run', 'UUID'],
    ['event_id', 'UUID'],
    ['id_key', 'UInt64'],
    ['ts', "DateTime64(3, 'UTC')"],
    ['subject', 'String'],
    ['matched', 'Array(UUID)'],
    ['properties', 'String'],
    ['staged_at', "DateTime('UTC') DEFAULT now()"],
  ],
  engine: 'Plain',
  orderBy: ['run', 'event_id'],
  ttl: 'staged_at + INTERVAL 1 HOUR',
};

/** Whose derived events a run must look at again, and from when to when their new events are (milliseconds since 1970). */
export const derivedTouchedTable: TableDefinition = {
  name: 'derived_touched',
  columns: [
    ['run', 'UUID'],
    ['subject_key', 'UInt64'],
    ['from_ms', 'Int64'],
    ['to_ms', 'Int64'],
    ['staged_at', "DateTime('UTC') DEFAULT now()"],
  ],
  engine: 'Plain',
  orderBy: ['run', 'subject_key'],
  ttl: 'staged_at + INTERVAL 1 HOUR',
};

/** The map from identifier to person as the last run saw it: who has moved since is derived anew. */
export const derivedPeopleTable: TableDefinition = {
  name: 'derived_people',
  columns: [
    ['id_key', 'UInt64'],
    ['profile_id', 'UInt64'],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['id_key'],
};
