import { type Clock, GyreError, problem, stableUuid } from '#platform';
import { type LogEvent, eventRow } from './log-event.ts';
import type { LogWriter } from './log-writer.ts';
import type { Pseudonymizer } from './identifiers.ts';
import { quarantineRow, type SetAside } from './quarantine.ts';
import { understandSegment } from './segment.ts';
import { isObject, type SegmentCall } from './segment-message.ts';
import type { Contact } from './segment-people.ts';

/** Keeps personal details sealed; see the contact book. */
export type ContactKeeper = { readonly keep: (contacts: readonly Contact[]) => Promise<void> };

export type Collector = {
  /** One call. Resolves when it is durable. @throws GyreError `invalid_input` naming the field. */
  readonly one: (type: SegmentCall, body: unknown, source: string) => Promise<void>;
  /** Many messages. The good ones are durable when it resolves; the bad ones lie in quarantine, whole, with the reason. */
  readonly batch: (args: BatchArgs) => Promise<Received>;
  /** Events that are already understood: imports and Gyre's own. */
  readonly write: (events: readonly LogEvent[]) => Promise<void>;
  readonly setAside: (rows: readonly SetAside[]) => Promise<void>;
};

type BatchArgs = {
  readonly messages: readonly unknown[];
  readonly source: string;
  /** Members of the batch that hold for each message that lacks them. */
  readonly shared: { readonly context?: unknown; readonly sentAt?: unknown };
};
export type Received = { readonly accepted: number; readonly quarantined: number };

type Deps = {
  readonly clock: Clock;
  readonly events: LogWriter;
  readonly quarantine: LogWriter;
  readonly contacts: ContactKeeper;
  readonly pseudonymizer: Pseudonymizer;
};

const maxMessageBytes = 32 * 1024;

/** What a batch becomes: lines of the log, lines of the quarantine, personal details to keep. */
type Sorted = { readonly rows: string[]; readonly bad: string[]; readonly found: Contact[] };

export const createCollector = ({ clock, events, quarantine, contacts, pseudonymizer }: Deps): Collector => {
  const understand = (message: unknown, source: string, receivedAt: number) =>
    understandSegment({ message, source, receivedAt, pseudonymizer });

  const sort = ({ messages, source, shared }: BatchArgs): Sorted => {
    const receivedAt = clock.now().getTime();
    const sorted: Sorted = { rows: [], bad: [], found: [] };
    for (const message of messages) {
      try {
        const understood = understand(withShared(message, shared), source, receivedAt);
        const row = eventRow(understood.event, receivedAt);
        // a row is a little longer than its message; only one that may be too long is measured
        if (row.length > maxMessageBytes / 3) refuseOversize(message);
        sorted.rows.push(row);
        sorted.found.push(...understood.contacts);
      } catch (cause) {
        const { reason, detail } = reasonOf(cause);
        const body = textOf(message);
        const rowId = stableUuid('quarantine', source, body);
        sorted.bad.push(quarantineRow({ rowId, source, reason, detail, body }, receivedAt));
      }
    }
    return sorted;
  };

  return {
    one: async (type, body, source) => {
      if (!isObject(body))
        throw problem('invalid_input', { detail: 'the body is one JSON object', detailZh: '请求体应为一个 JSON 对象' });
      const receivedAt = clock.now().getTime();
      const { event, contacts: found } = understand({ ...body, type }, source, receivedAt);
      const row = eventRow(event, receivedAt);
      await Promise.all([contacts.keep(found), events.append([row])]);
    },

    // not async: the messages can be forgotten as soon as their lines exist, long before the lines are on disk
    batch: (args) => {
      const { rows, bad, found } = sort(args);
      const received = { accepted: rows.length, quarantined: bad.length };
      return Promise.all([contacts.keep(found), events.append(rows), quarantine.append(bad)]).then(() => received);
    },

    write: (list) => {
      const receivedAt = clock.now().getTime();
      return events.append(list.map((event) => eventRow(event, receivedAt)));
    },

    setAside: (rows) => {
      const receivedAt = clock.now().getTime();
      return quarantine.append(rows.map((row) => quarantineRow(row, receivedAt)));
    },
  };
};

const refuseOversize = (message: unknown): void => {
  if (Buffer.byteLength(JSON.stringify(message)) > maxMessageBytes) {
    throw problem('payload_too_large', { detail: 'an event holds 32 KB at most', detailZh: '单条事件不超过 32 KB' });
  }
};

/** Why a message goes to quarantine. @throws what is not the message's fault. */
const reasonOf = (cause: unknown): { readonly reason: string; readonly detail: string } => {
  // JSON.stringify gives up some thousands of levels down
  if (cause instanceof RangeError) return { reason: 'nested_too_deep', detail: 'nested too deep to be written' };
  if (!(cause instanceof GyreError) || cause.status >= 500) throw cause;
  const { field, detail } = cause.facts;
  return { reason: field ? `invalid_${field.replace(/\W+/g, '_')}` : cause.code, detail: detail ?? cause.message };
};

const textOf = (message: unknown): string => {
  try {
    return JSON.stringify(message);
  } catch {
    return '"nested too deep to be written"';
  }
};

const withShared = (message: unknown, shared: BatchArgs['shared']): unknown => {
  if (shared.context === undefined && shared.sentAt === undefined) return message;
  if (!isObject(message)) return message;
  return { ...message, context: message['context'] ?? shared.context, sentAt: message['sentAt'] ?? shared.sentAt };
};
