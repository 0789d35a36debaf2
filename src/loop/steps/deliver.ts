import { personSql } from '#identify';
import { setTimeout as pause } from 'node:timers/promises';
import { type ClickHouse, type Clock, type Postgres, problem } from '#platform';
import { compileMessage, enqueue, messageKey, type QueuedMessage } from '#act';
import type { Candidate, Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';
import { type Chosen, readChosen } from './issue.ts';

/** Sends what is in the outbox and tells the log; the app plugs it in. */
export type Delivery = { readonly drain: () => Promise<unknown> };

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly delivery: Delivery;
};

/** Puts one message per chosen person in the outbox, and sends them. */
export const deliverStep = async (
  round: Round,
  program: Program,
  { clickhouse, postgres, clock, delivery }: Deps,
): Promise<StepOutcome> => {
  const chosen = await readChosen(clickhouse, round);
  const coupons = await couponsOf(postgres, round);
  const byCandidate = new Map(
    program.candidates.map((candidate) => [`${candidate.offer.name}|${candidate.channel.name}`, candidate]),
  );
  const gone = chosen.find(({ offer, channel }) => !byCandidate.has(`${offer}|${channel}`));
  if (gone !== undefined) {
    throw problem('conflict', {
      detail: `round ${round.round} decided on ${gone.offer} by ${gone.channel}, which the program no longer has`,
      detailZh: `第 ${round.round} 轮选定了权益 ${gone.offer}、渠道 ${gone.channel}，而计划中已没有它们`,
    });
  }
  const compose = composer(program);
  let skipped = 0;
  for (const type of new Set(program.candidates.map(({ channel }) => channel.spec.contact))) {
    const recipients = await recipientsOf(clickhouse, round, type);
    let own = 0;
    const messages = chosen.flatMap((decision): QueuedMessage[] => {
      const candidate = byCandidate.get(`${decision.offer}|${decision.channel}`);
      if (candidate?.channel.spec.contact !== type) return [];
      own++;
      const coupon = coupons.get(decision.profile_id);
      const value = recipients.get(decision.profile_id);
      // out of stock, or no longer reachable: nothing to send, and the funnel shows it
      if (value === undefined || (candidate.coupon && !coupon)) return [];
      return [compose({ round, decision, candidate, coupon, recipient: { type, value }, at: clock.now() })];
    });
    await enqueue(postgres, messages);
    skipped += own - messages.length;
  }
  await drainWhatIsHeld(postgres, round, delivery);
  return { figures: { ...(await outboxFigures(postgres, round)), skipped } };
};

/**
 * Sends until nothing of the round is held: what a dead process was sending stays its own until its lease ends. A round
 * that went on without would be measured with messages that leave days later, or never where no server runs.
 */
const drainWhatIsHeld = async (postgres: Postgres, { program, round }: Round, delivery: Delivery): Promise<void> => {
  for (;;) {
    await delivery.drain();
    // two seconds longer than the lease, so that one more drain takes what has just become free
    const held = await postgres.queryOne(
      `SELECT FROM outbox_messages WHERE program = $1 AND round = $2 AND status IN ('claimed', 'sending')
         AND lease_until > clock_timestamp() - interval '2 seconds' LIMIT 1`,
      [program, round],
    );
    if (held === undefined) return;
    await pause(500);
  }
};

/** Of the round, not of this start: a round that was cut off and taken up tells the same as one that was not. */
const outboxFigures = async (postgres: Postgres, { program, round }: Round): Promise<Record<string, number>> => {
  const row = await postgres.queryOne<Record<string, number>>(
    `SELECT count(*)::int AS queued, count(*) FILTER (WHERE status = 'sent')::int AS sent, count(*) FILTER (WHERE status = 'failed')::int AS failed,
       count(*) FILTER (WHERE status = 'uncertain')::int AS uncertain, count(*) FILTER (WHERE status = 'suppressed')::int AS suppressed, count(*) FILTER (WHERE status = 'queued' AND attempts > 0)::int AS retried,
       count(*) FILTER (WHERE status = 'queued' AND attempts = 0)::int AS postponed
     FROM outbox_messages WHERE program = $1 AND round = $2`,
    [program, round],
  );
  return row ?? {};
};

type IssuedCoupon = {
  readonly profile_id: string;
  readonly code: string;
  readonly valid_from: Date;
  readonly valid_until: Date;
};

const couponsOf = async (postgres: Postgres, { program, round }: Round): Promise<ReadonlyMap<string, IssuedCoupon>> => {
  const rows = await postgres.query<IssuedCoupon>(
    `SELECT profile_id, code, valid_from, valid_until FROM coupons WHERE program = $1 AND round = $2 AND status <> 'void'`,
    [program, round],
  );
  return new Map(rows.map((row) => [row.profile_id, row]));
};

/** Each chosen person's latest identifier of a type, as the log keeps it. */
const recipientsOf = async (
  clickhouse: ClickHouse,
  { program, round }: Round,
  type: string,
): Promise<ReadonlyMap<string, string>> => {
  const rows = await clickhouse.query<{ decided: string; value: string }>(
    `WITH decided AS (
       SELECT profile_id AS decided, ${personSql('profile_id')} AS person
       FROM decisions FINAL WHERE program = {program:String} AND round = {round:UInt32} AND offer != '')
     SELECT decided.decided AS decided, reach.value AS value
     FROM decided INNER JOIN (
       SELECT ${personSql('id_key')} AS person, argMax(value, (last_seen, value)) AS value
       FROM identifiers WHERE type = {type:String} GROUP BY person) AS reach ON reach.person = decided.person`,
    { program, round, type },
  );
  return new Map(rows.map((row) => [row.decided, row.value]));
};

type Composed = {
  readonly round: Round;
  readonly decision: Chosen;
  readonly candidate: Candidate;
  readonly coupon: IssuedCoupon | undefined;
  readonly recipient: QueuedMessage['recipient'];
  readonly at: Date;
};

/** Templates are compiled once per offer. */
const composer = (program: Program): ((args: Composed) => QueuedMessage) => {
  const { language } = program.spec;
  const templates = new Map(
    program.candidates.map(({ offer }) => [offer.name, compileMessage(offer.spec.message[language])]),
  );
  return ({ round, decision, candidate, coupon, recipient, at }) => {
    const words = templates.get(candidate.offer.name)?.({
      program: program.title[language],
      coupon: coupon
        ? {
            code: coupon.code,
            validFrom: coupon.valid_from.toISOString(),
            validUntil: coupon.valid_until.toISOString(),
          }
        : {},
    });
    if (!words) throw problem('internal', { internal: `no template for ${candidate.offer.name}` });
    return {
      key: messageKey(round.program, round.round, decision.profile_id, candidate.channel.name),
      channel: candidate.channel.name,
      profileId: decision.profile_id,
      program: round.program,
      round: round.round,
      recipient,
      purpose: program.spec.purpose,
      language,
      ...words,
      facts: {
        decision_id: decision.decision_id,
        offer: candidate.offer.name,
        coupon: candidate.coupon?.name ?? null,
        benefit: candidate.coupon ? JSON.stringify(candidate.coupon.spec.benefit) : null,
        coupon_code: coupon?.code ?? null,
        cost_minor: candidate.messageCostMinor,
      },
      queuedAt: at.toISOString(),
    };
  };
};
