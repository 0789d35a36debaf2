import { personSql } from '#identify';
import { type ClickHouse, sqlTime } from '#platform';

export type RoundWindow = {
  readonly program: string;
  readonly round: number;
  readonly goalEvent: string;
  /** Property of the goal event that is its margin, in the currency's major unit. */
  readonly marginProperty: string;
  readonly asOf: Date;
  readonly horizonEnd: Date;
  readonly now: Date;
};

/** How far back the covariate of the variance reduction looks. */
const beforeDays = 180;

/**
 * What became of everybody a round decided about, treated or not, between the decision and the horizon: one row each.
 * Everything comes from the log, so outcomes follow merges and late events; measuring again replaces the rows.
 *
 * Two profiles that were decided about separately and then turned out to be one person count once, as the profile that
 * stayed: in its group, with what was sent to it, whatever the other one got. Analysed as assigned, no group gets people
 * because of what happened to them.
 */
export const writeOutcomes = (clickhouse: ClickHouse, window: RoundWindow): Promise<void> =>
  clickhouse.command(outcomesSql(window.marginProperty), {
    program: window.program,
    round: window.round,
    goal: window.goalEvent,
    from: sqlTime(window.asOf),
    until: sqlTime(window.horizonEnd < window.now ? window.horizonEnd : window.now),
    before: sqlTime(new Date(window.asOf.getTime() - beforeDays * 86_400_000)),
    now: sqlTime(window.now),
  });

const outcomesSql = (marginProperty: string): string => {
  if (!/^\w{1,64}$/.test(marginProperty)) throw new RangeError(`${marginProperty} is no property name`);
  const margin = `ifNull(toFloat64OrNull(toString(properties.\`${marginProperty}\`)), 0) * 100`;
  return `
INSERT INTO outcomes (program, round, profile_id, "group", chosen, reached, clicked, claimed, redeemed, orders, gmv_minor, margin_minor, cost_minor, margin_before_minor, measured_at)
WITH
  decided AS (
    SELECT profile_id AS decided_id, ${personSql('profile_id')} AS person, "group", offer != '' AS chosen
    FROM decisions FINAL WHERE program = {program:String} AND round = {round:UInt32}
    ORDER BY decided_id != person, decided_id LIMIT 1 BY person),
  bought AS (
    SELECT profile_id,
      countIf(ts >= {from:DateTime64(3)}) AS orders,
      sumIf(ifNull(toFloat64(value), 0) * 100, ts >= {from:DateTime64(3)}) AS gmv_minor,
      sumIf(${margin}, ts >= {from:DateTime64(3)}) AS margin_minor,
      sumIf(${margin}, ts < {from:DateTime64(3)}) AS margin_before_minor
    FROM people_events
    WHERE name = {goal:String} AND ts >= {before:DateTime64(3)} AND ts < {until:DateTime64(3)}
    GROUP BY profile_id),
  touched AS (
    SELECT id_key AS decided_id,
      countIf(name = '$message_sent') > 0 AS reached,
      countIf(name = '$message_clicked') > 0 AS clicked,
      countIf(name IN ('$coupon_claimed', '$coupon_redeemed')) > 0 AS claimed,
      countIf(name = '$coupon_redeemed') > 0 AS redeemed,
      sumIf(ifNull(toFloat64OrNull(toString(properties.cost_minor)), 0), name IN ('$message_sent', '$coupon_redeemed')) AS cost_minor
    FROM people_events
    WHERE name IN ('$message_sent', '$message_clicked', '$coupon_claimed', '$coupon_redeemed')
      AND toString(properties.program) = {program:String} AND toUInt32OrZero(toString(properties.round)) = {round:UInt32}
      AND ts >= {from:DateTime64(3)} AND ts < {until:DateTime64(3)}
    GROUP BY decided_id)
SELECT {program:String}, {round:UInt32}, decided.person, decided."group", decided.chosen,
  touched.reached, touched.clicked, touched.claimed, touched.redeemed,
  bought.orders, bought.gmv_minor, bought.margin_minor, touched.cost_minor, bought.margin_before_minor, {now:DateTime64(3)}
FROM decided
LEFT JOIN bought ON bought.profile_id = decided.person
LEFT JOIN touched ON touched.decided_id = decided.decided_id`;
};

/** Everything the statistics need about a group, and no row of a person. Money in minor units. */
export type GroupSums = {
  readonly group: string;
  readonly people: number;
  readonly chosen: number;
  readonly reached: number;
  readonly clicked: number;
  readonly claimed: number;
  readonly redeemed: number;
  readonly buyers: number;
  readonly orders: number;
  readonly gmv: number;
  readonly margin: number;
  readonly cost: number;
  /** y = margin − cost, x = margin before the round, z = GMV, o = orders. */
  readonly y: number;
  readonly yy: number;
  readonly x: number;
  readonly xx: number;
  readonly xy: number;
  readonly zz: number;
  readonly xz: number;
  readonly oo: number;
  readonly xo: number;
};

/**
 * Sums by group for some rounds of a program. A person who was in several rounds is one head whose outcomes add up:
 * rounds of the same person are not independent, and counting them as if they were would make intervals too short.
 */
export const readGroupSums = async (
  clickhouse: ClickHouse,
  program: string,
  rounds: readonly number[],
): Promise<readonly GroupSums[]> => {
  const rows = await clickhouse.query<Record<keyof GroupSums, string>>(
    `WITH head AS (
       SELECT "group", profile_id, max(chosen) AS was_chosen, max(reached) AS was_reached, max(clicked) AS has_clicked,
         max(claimed) AS has_claimed, max(redeemed) AS has_redeemed, toFloat64(sum(orders)) AS order_count, sum(gmv_minor) AS spent,
         sum(margin_minor) AS earned, sum(cost_minor) AS paid, earned - paid AS net,
         argMin(margin_before_minor, round) AS before
       FROM outcomes FINAL
       WHERE program = {program:String} AND round IN {rounds:Array(UInt32)}
         -- a profile that went into another since keeps its row of the measurement before: the latest one counts
         AND (round, measured_at) IN (
           SELECT round, max(measured_at) FROM outcomes WHERE program = {program:String} AND round IN {rounds:Array(UInt32)} GROUP BY round)
       GROUP BY "group", profile_id)
     SELECT "group", count() AS people, sum(was_chosen) AS chosen, sum(was_reached) AS reached, sum(has_clicked) AS clicked,
       sum(has_claimed) AS claimed, sum(has_redeemed) AS redeemed, countIf(order_count > 0) AS buyers, sum(order_count) AS orders,
       sum(spent) AS gmv, sum(earned) AS margin, sum(paid) AS cost,
       sum(net) AS y, sum(net * net) AS yy, sum(before) AS x, sum(before * before) AS xx, sum(before * net) AS xy,
       sum(spent * spent) AS zz, sum(before * spent) AS xz, sum(order_count * order_count) AS oo, sum(before * order_count) AS xo
     FROM head GROUP BY "group" ORDER BY "group"`,
    { program, rounds },
  );
  return rows.map(({ group, ...sums }) => ({ group, ...numbers(sums) }));
};

const numbers = <Name extends string>(row: Readonly<Record<Name, string>>): Record<Name, number> =>
  // Object.entries forgets the keys' type; they are those of the row
  Object.fromEntries(Object.entries<string>(row).map(([name, value]) => [name, Number(value)])) as Record<Name, number>;
