import { type Postgres, startOf } from '#platform';
import { claimDue, type ClaimedMessage, type LeaseArgs } from './lease.ts';

/** The most messages a channel may carry in one day of the brand's time zone. */
export type DayCapacity = { readonly perDay: number; readonly timeZone: string };

type Claim = { readonly claimed: readonly ClaimedMessage[]; readonly postponed: number };

/** A claimant that is suspended while it holds the channel's lock is cut off after this long. */
const longestClaimMs = 10_000;

/**
 * As `claimDue`, but never more than the day has room for. What has gone out today, or may have, and what is under way
 * count; what failed or was suppressed gives its place to another. Once the day is full, the rest waits until the next.
 */
export const claimWithinDay = (
  args: LeaseArgs,
  { now, limit, capacity }: { now: Date; limit: number; capacity: DayCapacity },
): Promise<Claim> =>
  args.postgres.tx(async (tx) => {
    // the lock comes first and by itself: the next statement then sees what every other claimant has committed
    await tx.query(
      `SELECT set_config('idle_in_transaction_session_timeout', $2, true), pg_advisory_xact_lock(hashtext($1))`,
      [`outbox:${args.channel}`, `${longestClaimMs}ms`],
    );
    const used = await tx.queryOne<{ gone: number; underWay: number }>(
      `SELECT (SELECT count(*) FROM outbox_messages
               WHERE channel = $1 AND status IN ('sent', 'uncertain') AND settled_at >= $2) AS gone,
              (SELECT count(*) FROM outbox_messages
               WHERE channel = $1 AND status IN ('claimed', 'sending')) AS "underWay"`,
      [args.channel, startOf('day', now, capacity.timeZone)],
    );
    const { gone = 0, underWay = 0 } = used ?? {};
    if (gone >= capacity.perDay) {
      const tomorrow = startOf('day', now, capacity.timeZone, -1);
      return { claimed: [], postponed: await postpone(tx, args.channel, tomorrow) };
    }
    const room = capacity.perDay - gone - underWay;
    // what is under way may yet make room: the rest waits for how that ends, not for tomorrow
    if (room <= 0) return { claimed: [], postponed: 0 };
    return {
      claimed: await claimDue({ ...args, postgres: tx }, { now, limit: Math.min(limit, room) }),
      postponed: 0,
    };
  });

const postpone = async (postgres: Postgres, channel: string, until: Date): Promise<number> =>
  (
    await postgres.query(
      `UPDATE outbox_messages SET send_after = $2 WHERE status = 'queued' AND channel = $1 AND send_after < $2 RETURNING 1`,
      [channel, until],
    )
  ).length;
