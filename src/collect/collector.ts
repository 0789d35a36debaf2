import { type Clock, idKey, problem } from '#platform';
import { type LogEvent, eventKeys, eventRow } from './log-event.ts';
import type { LogWriter } from './log-writer.ts';
import type { Pseudonymizer } from './identifiers.ts';
import type { PlanCheck } from './plan/live-plan.ts';
import { eventAside, type Quarantine, type SetAside } from './quarantine.ts';
import { messageAside, reasonOf, refuseOversize } from './refused-message.ts';
import { understandSegment } from './segment.ts';
import { isObject, type MessageType } from './segment-message.ts';
import type { Contact } from './segment-people.ts';
import { mentions } from './tombstones/mentions.ts';
import type { Erased } from './tombstones/tombstones.ts';

/** Keeps personal details sealed; see the contact book. */
export type ContactKeeper = { readonly keep: (contacts: readonly Contact[]) => Promise<void> };

export type Collector = {
  /** One call. Resolves when it is durable. @throws GyreError `invalid_input` naming the field. */
  readonly one: (type: MessageType, body: unknown, source: string) => Promise<void>;
  /** Many messages. The good ones are durable when it resolves; the bad ones lie in quarantine, whole, with the reason. */
  readonly batch: (args: BatchArgs) => Promise<Received>;
  /** Events that are already understood: imports and Gyre's own. */
  readonly write: (events: readonly LogEvent[]) => Promise<void>;
  readonly setAside: (rows: readonly SetAside[]) => Promise<void>;
  /** When events were last stored by this process, as `performance.now()` tells time. */
  readonly lastStoredMs: () => number;
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
  readonly quarantine: Quarantine;
  readonly contacts: ContactKeeper;
  readonly pseudonymizer: Pseudonymizer;
  /** What the tracking plan says of an event; without one, everything is welcome. */
  readonly plan?: PlanCheck | undefined;
  /** Who was erased and may not come back; without it, nobody was. */
  readonly erased?: Erased | undefined;
};

/** What a batch becomes: lines of the log, rows of the quarantine, personal details to keep. */
type Sorted = { readonly rows: string[]; readonly bad: SetAside[]; readonly found: Contact[] };

export const createCollector = (deps: Deps): Collector => {
  const { clock, events, contacts, pseudonymizer, plan, erased } = deps;
  /** An erased person's event is counted and leaves no trace. */
  const turnedAway = (event: LogEvent): boolean => {
    if (erased === undefined || !erased.any() || !erased.has(eventKeys(event))) return false;
    erased.turnedAway(event.source, 1);
    return true;
  };
  const keepAside = (rows: readonly SetAside[], receivedAt: number): Promise<void> => {
    if (erased === undefined || !erased.any()) return deps.quarantine.keep(rows, receivedAt);
    const kept = rows.filter(({ body, source }) => {
      const known = mentions(body, pseudonymizer, (type, stored) => erased.has([idKey(type, stored).toString()]));
      if (known) erased.turnedAway(source, 1);
      return !known;
    });
    return deps.quarantine.keep(kept, receivedAt);
  };

  const understand = (message: unknown, source: string, receivedAt: number) =>
    understandSegment({ message, source, receivedAt, pseudonymizer });

  const sort = ({ messages, source, shared }: BatchArgs, receivedAt: number): Sorted => {
    const sorted: Sorted = { rows: [], bad: [], found: [] };
    for (const message of messages) {
      try {
        const whole = withShared(message, shared);
        const understood = understand(whole, source, receivedAt);
        if (turnedAway(understood.event)) continue;
        const refusal = plan?.check(understood.event);
        if (refusal !== undefined) {
          sorted.bad.push(messageAside({ message, whole, source }, refusal));
          continue;
        }
        const row = eventRow(understood.event, receivedAt);
        refuseOversize(row, message);
        sorted.rows.push(row);
        sorted.found.push(...understood.contacts);
      } catch (cause) {
        sorted.bad.push(messageAside({ message, whole: withShared(message, shared), source }, reasonOf(cause)));
      }
    }
    return sorted;
  };

  return {
    one: async (type, body, source) => {
      if (!isObject(body))
        throw problem('invalid_input', { detail: 'the body is one JSON object', detailZh: '请求体应为一个 JSON 对象' });
      const receivedAt = clock.now().getTime();
      const message = { ...body, type };
      const { event, contacts: found } = understand(message, source, receivedAt);
      if (turnedAway(event)) return;
      const refusal = plan?.check(event);
      if (refusal !== undefined)
        return keepAside([messageAside({ message, whole: message, source }, refusal)], receivedAt);
      const row = writtenRow(event, receivedAt);
      await Promise.all([contacts.keep(found), events.append([row])]);
    },

    // not async: the messages can be forgotten as soon as their lines exist, long before the lines are on disk
    batch: (args) => {
      const receivedAt = clock.now().getTime();
      const { rows, bad, found } = sort(args, receivedAt);
      const received = { accepted: rows.length, quarantined: bad.length };
      return Promise.all([contacts.keep(found), events.append(rows), keepAside(bad, receivedAt)]).then(() => received);
    },

    write: (all) => {
      const receivedAt = clock.now().getTime();
      const list = erased?.any() === true ? all.filter((event) => !turnedAway(event)) : all;
      if (plan === undefined) return events.append(list.map((event) => eventRow(event, receivedAt)));
      const bad: SetAside[] = [];
      const good = list.filter((event) => {
        // what Gyre did itself has happened, whatever a plan says
        const refusal = event.name.startsWith('$') ? undefined : plan.check(event);
        if (refusal !== undefined) bad.push(eventAside(eventRow(event, receivedAt), refusal));
        return refusal === undefined;
      });
      const rows = good.map((event) => eventRow(event, receivedAt));
      return Promise.all([events.append(rows), keepAside(bad, receivedAt)]).then(() => {});
    },

    setAside: (rows) => keepAside(rows, clock.now().getTime()),
    lastStoredMs: events.lastStoredMs,
  };
};

/** @throws GyreError `invalid_input` for what JSON.stringify gives up on, some thousands of levels down. */
const writtenRow = (event: LogEvent, receivedAt: number): string => {
  try {
    return eventRow(event, receivedAt);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw problem('invalid_input', {
      detail: 'nested too deep to be stored',
      detailZh: '嵌套层级过深，无法保存',
      cause,
    });
  }
};

const withShared = (message: unknown, shared: BatchArgs['shared']): unknown => {
  if (shared.context === undefined && shared.sentAt === undefined) return message;
  if (!isObject(message)) return message;
  return { ...message, context: message['context'] ?? shared.context, sentAt: message['sentAt'] ?? shared.sentAt };
};
