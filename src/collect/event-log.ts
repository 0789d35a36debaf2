import type { ClickHouse, Clock, Logger } from '#platform';
import { eventColumns } from './log-event.ts';
import { createLogWriter, type LogWriter } from './log-writer.ts';
import { quarantineColumns, refusedEvents } from './quarantine.ts';

/** The two tables a message can end in. */
export type EventLog = {
  readonly events: LogWriter;
  readonly quarantine: LogWriter;
  /** Writes what waits, then resolves. */
  readonly close: () => Promise<void>;
};

/** Both writers: what the store refuses as an event goes to quarantine. */
export const createEventLog = ({
  clickhouse,
  clock,
  log,
}: {
  readonly clickhouse: ClickHouse;
  readonly clock: Clock;
  readonly log: Logger;
}): EventLog => {
  const quarantine = createLogWriter({ table: 'quarantine', columns: quarantineColumns }, { clickhouse, log });
  const setAside = refusedEvents(quarantine, clock);
  const events = createLogWriter({ table: 'events', columns: eventColumns }, { clickhouse, log, setAside });
  return {
    events,
    quarantine,
    close: async () => {
      // the log may still have something to set aside
      await events.close();
      await quarantine.close();
    },
  };
};
