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

/** The columns of a line, in its order. */
export const eventColumns = [
  'event_id',
  'name',
  'ts',
  'received_at',
  'source',
  'id_key',
  'ids',
  'id_keys',
  'session_id',
  'properties',
  'context',
  'value',
  'currency',
] as const;

/**
 * The event as a line of JSONCompactEachRow for the table `events`: without the names of its columns, which would be a
 * third of it. What the engine could not take is mended: see `storableJson`.
 */
export const eventRow = (event: LogEvent, receivedAt: number): string => {
  const { value } = event;
  const keys = eventKeys(event);
  return (
    `["${event.eventId}",${text(event.name)},${time(event.ts)},${time(receivedAt)},${text(event.source)}` +
    `,"${keys[0] ?? '0'}",${JSON.stringify(event.ids)},[${keys.length === 0 ? '' : `"${keys.join('","')}"`}]` +
    `,${text(event.sessionId)},${storableJson(event.properties)},${storableJson(event.context)}` +
    `,${value === undefined ? 'null' : `"${value}"`},${text(event.currency)}]\n`
  );
};

/** The keys of everything that names the event's person, in digits, the strongest first. */
export const eventKeys = ({ ids, alsoKeys }: Pick<LogEvent, 'ids' | 'alsoKeys'>): readonly string[] =>
  alsoKeys === undefined ? keysOf(ids) : [...keysOf(ids), ...alsoKeys.map(String)];

const text = (value: string | undefined): string => (value ? JSON.stringify(value) : '""');

/**
 * DateTime64(3) reads a decimal number of seconds without any calendar work, if it has nine or ten digits before the
 * point; fewer digits would be read as a year or a day, a sign not at all.
 */
const time = (ms: number): string =>
  ms >= 1e11 ? `"${(ms / 1000).toFixed(3)}"` : `"${new Date(ms).toISOString().slice(0, -1)}"`;
