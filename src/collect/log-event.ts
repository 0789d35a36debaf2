import { type Identifiers, keysOf } from './identifiers.ts';
import { storableJson } from './storable.ts';

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

/** The event as a line of JSONEachRow for the table `events`. What the engine could not take is mended: see `storableJson`. */
export const eventRow = (event: LogEvent, receivedAt: number): string => {
  const { alsoKeys, value } = event;
  const keys = alsoKeys === undefined ? keysOf(event.ids) : [...keysOf(event.ids), ...alsoKeys.map(String)];
  return (
    `{"event_id":"${event.eventId}","name":${text(event.name)},"ts":${time(event.ts)},"received_at":${time(receivedAt)}` +
    `,"source":${text(event.source)},"id_key":"${keys[0] ?? '0'}","ids":${JSON.stringify(event.ids)}` +
    `,"id_keys":[${keys.length === 0 ? '' : `"${keys.join('","')}"`}],"session_id":${text(event.sessionId)}` +
    `,"properties":${storableJson(event.properties)},"context":${storableJson(event.context)}` +
    `,"value":${value === undefined ? 'null' : `"${value}"`},"currency":${text(event.currency)}}\n`
  );
};

const text = (value: string | undefined): string => (value ? JSON.stringify(value) : '""');

/**
 * DateTime64(3) reads a decimal number of seconds without any calendar work, if it has nine or ten digits before the
 * point; fewer digits would be read as a year or a day, a sign not at all.
 */
const time = (ms: number): string =>
  ms >= 1e11 ? `"${(ms / 1000).toFixed(3)}"` : `"${new Date(ms).toISOString().slice(0, -1)}"`;
