import { type Clock, GyreError, problem, stableUuid } from '#platform';
import { type LogEvent, eventRow } from './log-event.ts';
import type { LogWriter } from './log-writer.ts';
import type { Pseudonymizer } from './identifiers.ts';
import { quarantineRow } from './quarantine.ts';
import { type Contact, type SegmentCall, understandSegment } from './segment.ts';

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

/** A row nobody could place. `rowId` is the same for the same row, so that a repeated import does not double it. */
export type SetAside = {
  readonly rowId: string;
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  readonly body: string;
};

type Deps = {
  readonly clock: Clock;
  readonly events: LogWriter;
  readonly quarantine: LogWriter;
  readonly contacts: ContactKeeper;
  readonly pseudonymizer: Pseudonymizer;
};

const maxMessageBytes = 32 * 1024;

export const createCollector = ({ clock, events, quarantine, contacts, pseudonymizer }: Deps): Collector => {
  const understand = (message: unknown, source: string, receivedAt: number) =>
    understandSegment({ message, source, receivedAt, pseudonymizer });

  return {
    one: async (type, body, source) => {
      const receivedAt = clock.now().getTime();
      const { event, contacts: found } = understand(asMessage(body, type), source, receivedAt);
      await contacts.keep(found);
      await events.append([eventRow(event, receivedAt)]);
    },

    batch: async ({ messages, source, shared }) => {
      const receivedAt = clock.now().getTime();
      const rows: string[] = [];
      const bad: string[] = [];
      const found: Contact[] = [];
      for (const message of messages) {
        try {
          const understood = understand(withShared(message, shared), source, receivedAt);
          const row = eventRow(understood.event, receivedAt);
          if (row.length > maxMessageBytes) throw problem('invalid_input', { field: 'properties', detail: 'an event holds 32 KB at most' });
          rows.push(row);
          found.push(...understood.contacts);
        } catch (cause) {
          if (!(cause instanceof GyreError) || cause.status >= 500) throw cause;
          const body = JSON.stringify(message);
          bad.push(
            quarantineRow(
              { rowId: stableUuid('quarantine', source, body), source, reason: reasonOf(cause), detail: cause.message, body },
              receivedAt,
            ),
          );
        }
      }
      await contacts.keep(found);
      await Promise.all([events.append(rows), quarantine.append(bad)]);
      return { accepted: rows.length, quarantined: bad.length };
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

const reasonOf = (error: GyreError): string => (error.facts.field ? `invalid_${error.facts.field.replace(/\W+/g, '_')}` : error.code);

const asMessage = (body: unknown, type: SegmentCall): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw problem('invalid_input', { detail: 'the body is one JSON object' });
  }
  return { ...body, type };
};

const withShared = (message: unknown, shared: BatchArgs['shared']): unknown => {
  if (typeof message !== 'object' || message === null) return message;
  const own: { context?: unknown; sentAt?: unknown } = message;
  if (shared.context === undefined && shared.sentAt === undefined) return message;
  return { ...own, context: own.context ?? shared.context, sentAt: own.sentAt ?? shared.sentAt };
};
