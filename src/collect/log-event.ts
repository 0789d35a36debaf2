import type { Identifiers } from './identifiers.ts';
import { keysOf } from './identifiers.ts';

/** Something happened: one row of the log before it is written. Times in milliseconds since 1970. */
export type LogEvent = {
  readonly eventId: string;
  readonly name: string;
  readonly ts: number;
  readonly source: string;
  readonly ids: Identifiers;
  /** Further nodes this event ties to the person, beside `ids`: the previous id of an alias. */
  readonly alsoKeys?: readonly bigint[];
  readonly sessionId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  /** Money of the event in major units, as decimal digits. */
  readonly value?: string;
  readonly currency?: string;
};

/** The event as a line of JSONEachRow for the table `events`. */
export const eventRow = (event: LogEvent, receivedAt: number): string => {
  const keys = [...keysOf(event.ids), ...(event.alsoKeys ?? [])];
  return `{"event_id":"${event.eventId}","name":${JSON.stringify(event.name)},"ts":${time(event.ts)},"received_at":${time(receivedAt)},"source":${JSON.stringify(event.source)},"id_key":"${keys[0] ?? 0n}","ids":${JSON.stringify(event.ids)},"id_keys":[${keys.map((key) => `"${key}"`).join(',')}],"session_id":${JSON.stringify(event.sessionId ?? '')},"properties":${JSON.stringify(event.properties)},"context":${JSON.stringify(event.context)},"value":${event.value === undefined ? 'null' : `"${event.value}"`},"currency":${JSON.stringify(event.currency ?? '')}}\n`;
};

// DateTime64(3) reads a decimal number of seconds without any calendar work
const time = (ms: number): string => `"${(ms / 1000).toFixed(3)}"`;
