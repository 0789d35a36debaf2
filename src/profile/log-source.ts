import type { EventSource } from '#documents';
import { personAtSql } from '#identify';

/**
 * The log with its people, for scans: the same rows as the view `people_events`. Through a view the engine reads the whole
 * JSON of an event for one of its properties; from the table itself only that property.
 *
 * @param keys a query of the only keys to read, for the log is sorted by them
 */
export const logSource = (keys?: string): EventSource => ({
  from: keys === undefined ? 'events FINAL' : `events FINAL PREWHERE id_key IN (${keys})`,
  profileId: personAtSql('id_key', 'ts'),
});
