import { randomUUID } from 'node:crypto';
import { faultPoint, type Clock, type Logger, type Postgres } from '#platform';
import type { AddressedMessage, Channel, OutboundMessage, SendResult } from '../channels/channel.ts';
import { inParallel } from '../channels/in-parallel.ts';
import { claimWithinDay, type DayCapacity } from './day-capacity.ts';
import { claimDue, markSending, recoverAbandoned, type ClaimedMessage, type LeaseArgs } from './lease.ts';
import { settle, type Attempt } from './settle.ts';

export type DrainDeps = {
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log?: Logger;
  readonly channels: ReadonlyMap<string, Channel>;
  /** The most messages a day, of the channels that have such a limit. */
  readonly capacityOf?: (channel: string) => DayCapacity | undefined;
  /** The recipients in clear, in order, where the log keeps them sealed; undefined for those it cannot find. */
  readonly addressesOf?: (messages: readonly OutboundMessage[]) => Promise<readonly (string | undefined)[]>;
  /** Asked right before sending: why each of a channel's messages may not go out any more; undefined for those that may. */
  readonly refusals?: (
    channel: string,
    messages: readonly OutboundMessage[],
  ) => Promise<readonly (string | undefined)[]>;
  /** Where the recipient says no to more of these. */
  readonly unsubscribeUrlOf?: (channel: string, message: OutboundMessage) => string | undefined;
};

export type DrainConfig = {
  readonly batchSize?: number;
  /** Longer than any attempt may take. */
  readonly leaseMs?: number;
  /** Messages in flight at once on a channel that is not idempotent. */
  readonly singles?: number;
};

export type DrainFigures = {
  readonly sent: number;
  readonly retried: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly suppressed: number;
  /** They wait for the next day, because this day's capacity is used up. */
  readonly postponed: number;
};

/**
 * Sends what is due on every channel until nothing is left to take. Any number of processes may drain at once.
 * No message is ever sent twice: see `Channel.idempotent` and lease.ts for how.
 */
export const drainOutbox = async (
  deps: DrainDeps,
  { batchSize = 500, leaseMs = 120_000, singles = 4 }: DrainConfig = {},
): Promise<DrainFigures> => {
  const total = { sent: 0, retried: 0, failed: 0, uncertain: 0, suppressed: 0, postponed: 0 };
  const add = (counts: Awaited<ReturnType<typeof settle>>): void => {
    total.sent += counts.sent;
    total.retried += counts.queued;
    total.failed += counts.failed;
    total.uncertain += counts.uncertain;
    total.suppressed += counts.suppressed;
  };
  const lease = randomUUID();
  for (const [name, channel] of deps.channels) {
    const args: LeaseArgs = { postgres: deps.postgres, channel: name, lease, leaseMs };
    for (;;) {
      // every time round: also of what this process claimed and was too slow to send
      total.uncertain += (await recoverAbandoned({ ...args, now: deps.clock.now() }, channel.idempotent)).uncertain;
      const limit = channel.idempotent ? batchSize : Math.min(batchSize, singles * 25);
      const capacity = deps.capacityOf?.(name);
      const now = deps.clock.now();
      const { claimed, postponed } = capacity
        ? await claimWithinDay(args, { now, limit, capacity })
        : { claimed: await claimDue(args, { now, limit }), postponed: 0 };
      total.postponed += postponed;
      if (claimed.length === 0) break;
      faultPoint('act/drain/claimed');
      if (channel.idempotent) add(await sendBatch(deps, args, channel, claimed));
      // one by one: only what is really in flight may become uncertain when this process dies
      else await inParallel(claimed, singles, async (one) => add(await sendBatch(deps, args, channel, [one])));
    }
  }
  return total;
};

const sendBatch = async (
  { postgres, clock, log, addressesOf, refusals, unsubscribeUrlOf }: DrainDeps,
  args: LeaseArgs,
  channel: Channel,
  claimed: readonly ClaimedMessage[],
): Promise<Awaited<ReturnType<typeof settle>>> => {
  const addresses = addressesOf
    ? await addressesOf(claimed.map(({ message }) => message))
    : claimed.map(({ message }) => message.recipient.value);
  // the last look before the rows count as on their way: where it fails, nothing has gone out and all are tried again
  const refused = await refusals?.(
    args.channel,
    claimed.map(({ message }) => message),
  );
  const mine = await markSending(
    args,
    claimed.map(({ key }) => key),
  );
  faultPoint('act/drain/sending');
  const ready = claimed.flatMap((row, i) =>
    mine.has(row.key) ? [{ row, address: addresses[i], refusal: refused?.[i] }] : [],
  );
  const addressed = ready.flatMap(({ row, address, refusal }): AddressedMessage[] => {
    if (address === undefined || refusal !== undefined) return [];
    const unsubscribeUrl = row.message.unsubscribeUrl ?? unsubscribeUrlOf?.(args.channel, row.message);
    return [{ ...row.message, ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }), address }];
  });
  const results = addressed.length > 0 ? await sendSafely(channel, addressed, log) : new Map<string, SendResult>();
  faultPoint('act/drain/sent');
  const unreachable: SendResult = { type: 'rejected', error: 'the recipient has no address for this channel' };
  const attempts = ready.map(({ row, refusal }): Attempt => {
    if (refusal !== undefined) return { ...row, result: { type: 'suppressed', error: refusal } };
    return { ...row, result: results.get(row.key) ?? unreachable };
  });
  return settle({ postgres, lease: args.lease, now: clock.now() }, attempts);
};

/** A channel that throws has told nothing: the attempt is repeated where that is harmless, and uncertain where it is not. */
const sendSafely = async (
  channel: Channel,
  messages: readonly AddressedMessage[],
  log: Logger | undefined,
): Promise<ReadonlyMap<string, SendResult>> => {
  const unknown = (error: string): SendResult => ({ type: channel.idempotent ? 'retry' : 'uncertain', error });
  try {
    const results = await channel.send(messages);
    return new Map(messages.map(({ key }, i) => [key, results[i] ?? unknown('the channel gave no answer')]));
  } catch (err) {
    log?.error({ err, channel: channel.type }, 'a channel failed');
    const error = unknown(err instanceof Error ? err.message : String(err));
    return new Map(messages.map(({ key }) => [key, error]));
  }
};
