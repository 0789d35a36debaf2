import { z } from 'zod';
import { GyreError } from '#platform';
import { keysOf, type Pseudonymizer } from '../identifiers.ts';
import { type eventColumns, eventKeys, eventRow, type LogEvent } from '../log-event.ts';
import type { PlanCheck } from '../plan/live-plan.ts';
import { reasonOf, refuseOversize } from '../refused-message.ts';
import { understandSegment } from '../segment.ts';
import { isObject } from '../segment-message.ts';
import type { Contact } from '../segment-people.ts';
import type { StoredRow } from './read.ts';

export type ReadAgain =
  | {
      readonly type: 'passes';
      readonly line: string;
      readonly name: string;
      readonly contacts: readonly Contact[];
      readonly keys: readonly string[];
    }
  | { readonly type: 'fails'; readonly reason: string; readonly detail: string };

/** What a body is once more: an event, with what the contact book should keep. @throws GyreError for a bad body. */
type Understood = { readonly event: LogEvent; readonly contacts: readonly Contact[] };

/**
 * Reads bodies of one format. Rows of imports and of wire formats that have readers of their own are given to them.
 * The event id must be the same whenever the same row is read: `rowId` where the body names none.
 * @throws GyreError `invalid_input` that names the field.
 */
export type FormatReader = (args: {
  readonly body: unknown;
  readonly source: string;
  readonly receivedAt: number;
  readonly rowId: string;
}) => Understood;

/** By the row's format; undefined when nothing here can read it. */
export type FormatReaders = (format: string) => FormatReader | undefined;

/** The readers that this room brings: Segment's messages and rows of the log. */
export const ownReaders = (pseudonymizer: Pseudonymizer): FormatReaders => {
  const readers: Readonly<Record<string, FormatReader>> = {
    segment: ({ body, source, receivedAt, rowId }) => {
      const message = isObject(body) && !hasMessageId(body) ? { ...body, messageId: rowId } : body;
      return understandSegment({ message, source, receivedAt, pseudonymizer });
    },
    event: ({ body }) => ({ event: storedEvent(body), contacts: [] }),
  };
  return (format) => (format.startsWith('import:') ? importedRow(pseudonymizer) : readers[format]);
};

/**
 * A row of a file is replayed as the message it was mended into: its columns renamed to `userId`, `timestamp`,
 * `properties.…`, its event set. Its row id is the event id, as an import of the mended file would give it.
 */
const importedRow =
  (pseudonymizer: Pseudonymizer): FormatReader =>
  ({ body, source, receivedAt, rowId }) => {
    const message = isObject(body) ? { type: 'track', ...body, messageId: rowId } : body;
    return understandSegment({ message, source, receivedAt, pseudonymizer });
  };

const hasMessageId = ({ messageId }: Readonly<Record<string, unknown>>): boolean =>
  messageId !== undefined && messageId !== null && messageId !== '';

/** Through the same steps as on arrival: understood, measured, checked against the plan. Pure. */
export const understandRow = (
  body: unknown,
  row: Pick<StoredRow, 'format' | 'source' | 'receivedAtMs' | 'rowId'>,
  { readers, judge }: { readonly readers: FormatReaders; readonly judge: PlanCheck['check'] },
): ReadAgain => {
  const reader = readers(row.format);
  if (reader === undefined) return { type: 'fails', reason: 'unknown_format', detail: row.format };
  try {
    const { source, receivedAtMs: receivedAt, rowId } = row;
    const { event, contacts } = reader({ body, source, receivedAt, rowId });
    const refusal = event.name.startsWith('$') && row.format === 'event' ? undefined : judge(event);
    if (refusal !== undefined) return { type: 'fails', ...refusal };
    const line = eventRow(event, receivedAt);
    refuseOversize(line, body);
    return { type: 'passes', line, name: event.name, contacts, keys: eventKeys(event) };
  } catch (cause) {
    if (cause instanceof GyreError || cause instanceof RangeError) return { type: 'fails', ...reasonOf(cause) };
    throw cause;
  }
};

const record = z.record(z.string(), z.unknown());
/** A row of the log as `eventAside` keeps it. Times as the log's lines write them. */
const storedEventSchema = z.object({
  event_id: z.uuid(),
  name: z.string().min(1).max(200),
  ts: z.union([z.string(), z.number()]),
  source: z.string(),
  ids: z.record(z.string(), z.string()).default({}),
  id_keys: z.array(z.string().regex(/^\d{1,20}$/)).default([]),
  session_id: z.string().default(''),
  properties: record.default({}),
  context: record.default({}),
  value: z.union([z.string(), z.number()]).nullish(),
  currency: z.string().default(''),
} satisfies Partial<Record<(typeof eventColumns)[number], z.ZodType>>);

const storedEvent = (body: unknown): LogEvent => {
  const parsed = storedEventSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? 'body';
    throw new GyreError('invalid_input', { field, detail: `${field}: ${issue?.message ?? ''}` });
  }
  const { data } = parsed;
  const seconds = Number(data.ts);
  const ts = Number.isFinite(seconds) ? Math.round(seconds * 1000) : Date.parse(withZone(String(data.ts)));
  if (!Number.isFinite(ts))
    throw new GyreError('invalid_input', {
      field: 'timestamp',
      detail: `ts: ${String(data.ts)} is not a time`,
      detailZh: `ts：${String(data.ts)} 不是时间`,
    });
  return {
    eventId: data.event_id,
    name: data.name,
    ts,
    source: data.source,
    ids: data.ids,
    alsoKeys: data.id_keys.filter((key) => !keysOf(data.ids).includes(key)).map(BigInt),
    sessionId: data.session_id,
    properties: data.properties,
    context: data.context,
    value: data.value === null || data.value === undefined ? undefined : String(data.value),
    currency: data.currency,
  };
};

const withZone = (text: string): string => (/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
