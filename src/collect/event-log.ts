import type { ClickHouse, Clock, Logger } from '#platform';
import { eventColumns } from './log-event.ts';
import { createLogWriter, type LogWriter } from './log-writer.ts';
import { createQuarantine, type Quarantine, refusedEvents } from './quarantine.ts';
import { createSealer } from './sealer.ts';

/** The two tables a message can end in. */
export type EventLog = {
  readonly events: LogWriter;
  readonly quarantine: Quarantine;
  /** Writes what waits, then resolves. */
  readonly close: () => Promise<void>;
};

/** Both writers: what the store refuses as an event goes to quarantine. */
export const createEventLog = ({
  clickhouse,
  clock,
  log,
  secret,
}: {
  readonly clickhouse: ClickHouse;
  readonly clock: Clock;
  readonly log: Logger;
  /** The workspace's; the quarantine is sealed with it. */
  readonly secret: string;
}): EventLog => {
  const quarantine = createQuarantine({ clickhouse, log, sealer: createSealer('quarantine', secret) });
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
