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
    SELECT dictGetOrDefault('identity_map', 'profile_id', profile_id, profile_id) AS person, "group", offer != '' AS chosen
    FROM decisions FINAL WHERE program = {program:String} AND round = {round:UInt32}
    ORDER BY profile_id LIMIT 1 BY person),
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
    SELECT profile_id,
      countIf(name = '$message_sent') > 0 AS reached,
      countIf(name = '$message_clicked') > 0 AS clicked,
      countIf(name IN ('$coupon_claimed', '$coupon_redeemed')) > 0 AS claimed,
      countIf(name = '$coupon_redeemed') > 0 AS redeemed,
      sumIf(ifNull(toFloat64OrNull(toString(properties.cost_minor)), 0), name IN ('$message_sent', '$coupon_redeemed')) AS cost_minor
    FROM people_events
    WHERE name IN ('$message_sent', '$message_clicked', '$coupon_claimed', '$coupon_redeemed')
      AND toString(properties.program) = {program:String} AND toUInt32OrZero(toString(properties.round)) = {round:UInt32}
      AND ts >= {from:DateTime64(3)} AND ts < {until:DateTime64(3)}
    GROUP BY profile_id)
SELECT {program:String}, {round:UInt32}, decided.person, decided."group", decided.chosen,
  touched.reached, touched.clicked, touched.claimed, touched.redeemed,
  bought.orders, bought.gmv_minor, bought.margin_minor, touched.cost_minor, bought.margin_before_minor, {now:DateTime64(3)}
FROM decided
LEFT JOIN bought ON bought.profile_id = decided.person
LEFT JOIN touched ON touched.profile_id = decided.person`;
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

/** Sums by group for some rounds of a program. Rounds add up: a person counts once per round. */
export const readGroupSums = async (clickhouse: ClickHouse, program: string, rounds: readonly number[]): Promise<readonly GroupSums[]> => {
  const rows = await clickhouse.query<Record<keyof GroupSums, string>>(
    `SELECT "group", count() AS people, sum(chosen) AS chosen, sum(reached) AS reached, sum(clicked) AS clicked,
       sum(claimed) AS claimed, sum(redeemed) AS redeemed, countIf(orders > 0) AS buyers, sum(orders) AS orders,
       sum(gmv_minor) AS gmv, sum(margin_minor) AS margin, sum(cost_minor) AS cost,
       sum(margin_minor - cost_minor) AS y, sum(pow(margin_minor - cost_minor, 2)) AS yy,
       sum(margin_before_minor) AS x, sum(pow(margin_before_minor, 2)) AS xx,
       sum(margin_before_minor * (margin_minor - cost_minor)) AS xy,
       sum(pow(gmv_minor, 2)) AS zz, sum(margin_before_minor * gmv_minor) AS xz,
       sum(pow(orders, 2)) AS oo, sum(margin_before_minor * orders) AS xo
     FROM (SELECT * REPLACE (toFloat64(orders) AS orders) FROM outcomes FINAL WHERE program = {program:String} AND round IN {rounds:Array(UInt32)})
     GROUP BY "group" ORDER BY "group"`,
    { program, rounds },
  );
  return rows.map((row) => ({
    group: row.group,
    people: Number(row.people),
    chosen: Number(row.chosen),
    reached: Number(row.reached),
    clicked: Number(row.clicked),
    claimed: Number(row.claimed),
    redeemed: Number(row.redeemed),
    buyers: Number(row.buyers),
    orders: Number(row.orders),
    gmv: Number(row.gmv),
    margin: Number(row.margin),
    cost: Number(row.cost),
    y: Number(row.y),
    yy: Number(row.yy),
    x: Number(row.x),
    xx: Number(row.xx),
    xy: Number(row.xy),
    zz: Number(row.zz),
    xz: Number(row.xz),
    oo: Number(row.oo),
    xo: Number(row.xo),
  }));
};
