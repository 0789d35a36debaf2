import type { ClickHouse, Clock, Postgres } from '#platform';
import { issueCoupons, openCouponType } from '#act';
import type { Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly secret: string;
};

/** The people of a round who get something, a page of one coupon type at a time. */
export type Chosen = {
  readonly decision_id: string;
  readonly profile_id: string;
  readonly offer: string;
  readonly channel: string;
};

export const readChosen = (clickhouse: ClickHouse, { program, round }: Round): Promise<Chosen[]> =>
  clickhouse.query<Chosen>(
    `SELECT decision_id, profile_id, offer, channel FROM decisions FINAL
     WHERE program = {program:String} AND round = {round:UInt32} AND offer != '' ORDER BY profile_id`,
    { program, round },
  );

/** Issues the coupons that were decided, once each, as far as the stock goes. */
export const issueStep = async (
  round: Round,
  program: Program,
  { clickhouse, postgres, clock, secret }: Deps,
): Promise<StepOutcome> => {
  const chosen = await readChosen(clickhouse, round);
  let issued = 0;
  let refused = 0;
  for (const coupon of new Set(
    program.candidates.flatMap((candidate) => (candidate.coupon ? [candidate.coupon] : [])),
  )) {
    const offers = new Set(
      program.candidates.filter((candidate) => candidate.coupon === coupon).map(({ offer }) => offer.name),
    );
    await openCouponType(postgres, { name: coupon.name, stock: coupon.spec.stock });
    const result = await issueCoupons({
      postgres,
      clock,
      secret,
      couponType: coupon.name,
      spec: coupon.spec,
      requests: chosen
        .filter(({ offer }) => offers.has(offer))
        .map(({ profile_id }) => ({ program: round.program, round: round.round, profileId: profile_id })),
    });
    issued += result.issued.length;
    refused += result.refused.length;
  }
  return { figures: { chosen: chosen.length, issued, outOfStock: refused } };
};
