import { problem, type Clock, type Postgres } from '#platform';
import { normalisedCode } from './code.ts';
import { asCoupon, couponColumns, notingChange, type Coupon, type CouponRow } from './coupon.ts';

export type LedgerDeps = { readonly postgres: Postgres; readonly clock: Clock };

/** What a call did. `repeated`: the same call had been made before and nothing changed. */
export type LedgerAnswer = { readonly coupon: Coupon; readonly repeated: boolean };

export type Redemption = {
  readonly code: string;
  readonly orderId: string;
  /** The order's amount before the coupon. */
  readonly amountMinor: number;
  /** Checked when given. */
  readonly currency?: string | undefined;
};

/**
 * The person takes the coupon into the wallet: issued → claimed.
 * @throws coupon_not_found, coupon_redeemed, coupon_void, coupon_expired
 */
export const claimCoupon = async ({ postgres, clock }: LedgerDeps, typedCode: string): Promise<LedgerAnswer> => {
  const now = clock.now();
  const code = codeOf(typedCode);
  const claimed = await postgres.queryOne<CouponRow>(
    `WITH changed AS (
       UPDATE coupons SET status = 'claimed', claimed_at = $1::timestamptz
       WHERE code = $2 AND status = 'issued' AND $1::timestamptz < valid_until RETURNING *
     ), ${notingChange('$coupon_claimed', 'key')}
     SELECT ${couponColumns} FROM changed`,
    [now, code],
  );
  if (claimed) return { coupon: asCoupon(claimed, now), repeated: false };
  const coupon = await findByCode({ postgres, now, code });
  if (coupon.state === 'claimed') return { coupon, repeated: true };
  throw refusal(coupon);
};

/**
 * The coupon is used on an order: issued or claimed → redeemed, in one statement, whoever else tries. The same order may ask
 * again and gets the same answer.
 * @throws coupon_not_found, coupon_redeemed (on another order), coupon_void, coupon_expired, coupon_not_yet_valid,
 *   coupon_below_threshold, coupon_wrong_currency
 */
export const redeemCoupon = async ({ postgres, clock }: LedgerDeps, redemption: Redemption): Promise<LedgerAnswer> => {
  const now = clock.now();
  const code = codeOf(redemption.code);
  const redeemed = await postgres.queryOne<CouponRow>(
    `WITH changed AS (
       UPDATE coupons SET status = 'redeemed', redeemed_at = $1::timestamptz,
              claimed_at = coalesce(claimed_at, $1::timestamptz), order_id = $3, order_amount_minor = $4::bigint
       WHERE code = $2 AND status IN ('issued', 'claimed') AND valid_from <= $1::timestamptz AND $1::timestamptz < valid_until
         AND threshold_minor <= $4::bigint AND currency = coalesce($5, currency)
       RETURNING *
     ), ${notingChange('$coupon_redeemed', "key || '/' || order_id")}
     SELECT ${couponColumns} FROM changed`,
    [now, code, redemption.orderId, redemption.amountMinor, redemption.currency ?? null],
  );
  if (redeemed) return { coupon: asCoupon(redeemed, now), repeated: false };
  const coupon = await findByCode({ postgres, now, code });
  if (coupon.state === 'redeemed' && coupon.orderId === redemption.orderId) return { coupon, repeated: true };
  throw refusal(coupon, redemption, now);
};

/**
 * The order was cancelled or returned: redeemed → claimed, so that it can be used again while it is valid.
 * @throws coupon_not_found, conflict (not redeemed by this order)
 */
export const refundCoupon = async (
  { postgres, clock }: LedgerDeps,
  { code: typedCode, orderId }: { code: string; orderId: string },
): Promise<LedgerAnswer> => {
  const now = clock.now();
  const code = codeOf(typedCode);
  const refunded = await postgres.queryOne<CouponRow>(
    `WITH before AS (
       SELECT * FROM coupons WHERE code = $2 AND status = 'redeemed' AND order_id = $3 FOR UPDATE
     ), updated AS (
       UPDATE coupons c SET status = 'claimed', redeemed_at = NULL, order_id = NULL, order_amount_minor = NULL
       FROM before WHERE c.key = before.key AND c.status = 'redeemed' AND c.order_id = $3 RETURNING c.*
     ), changed AS (
       SELECT before.* FROM before JOIN updated USING (key)
     ), ${notingChange('$coupon_refunded', "key || '/' || order_id")}
     SELECT ${couponColumns} FROM updated`,
    [now, code, orderId],
  );
  if (refunded) return { coupon: asCoupon(refunded, now), repeated: false };
  const coupon = await findByCode({ postgres, now, code });
  // an order that has been refunded already may ask again; whether it was this one is not kept
  if (coupon.state === 'claimed' || coupon.state === 'expired') return { coupon, repeated: true };
  throw problem('conflict', {
    detail: `not redeemed by order ${orderId}`,
    detailZh: `该券不是由订单 ${orderId} 核销的`,
    field: 'orderId',
  });
};

/** Withdraws coupons that have not been used and gives their stock back. @returns how many were withdrawn */
export const voidCoupons = async ({ postgres, clock }: LedgerDeps, keys: readonly string[]): Promise<number> => {
  const rows = await postgres.query<{ issued: number }>(
    `WITH changed AS (
       UPDATE coupons SET status = 'void', voided_at = $1::timestamptz
       WHERE key = ANY($2::text[]) AND status IN ('issued', 'claimed') RETURNING *
     ), ${notingChange('$coupon_voided', 'key')},
     per_type AS (SELECT coupon_type, count(*) AS voided FROM changed GROUP BY coupon_type)
     UPDATE coupon_types t SET issued = t.issued - p.voided FROM per_type p WHERE t.name = p.coupon_type
     RETURNING p.voided AS issued`,
    [clock.now(), keys],
  );
  return rows.reduce((sum, { issued }) => sum + issued, 0);
};

/** A person's coupons, the latest first. */
export const couponsOfProfile = async (
  { postgres, clock }: LedgerDeps,
  profileId: string,
): Promise<readonly Coupon[]> => {
  const rows = await postgres.query<CouponRow>(
    `SELECT ${couponColumns} FROM coupons WHERE profile_id = $1 ORDER BY issued_at DESC, key LIMIT 500`,
    [profileId],
  );
  return rows.map((row) => asCoupon(row, clock.now()));
};

/** The same of a person and whom they absorbed, the latest first. */
export const couponsOfProfiles = async (
  { postgres, clock }: LedgerDeps,
  profileIds: readonly string[],
): Promise<readonly Coupon[]> => {
  const rows = await postgres.query<CouponRow>(
    `SELECT ${couponColumns} FROM coupons WHERE profile_id = ANY ($1) ORDER BY issued_at DESC, key LIMIT 500`,
    [profileIds],
  );
  return rows.map((row) => asCoupon(row, clock.now()));
};

const codeOf = (typed: string): string => {
  const code = normalisedCode(typed);
  if (code === undefined) throw problem('coupon_not_found', { field: 'code' });
  return code;
};

const findByCode = async ({
  postgres,
  now,
  code,
}: {
  postgres: Postgres;
  now: Date;
  code: string;
}): Promise<Coupon> => {
  const row = await postgres.queryOne<CouponRow>(`SELECT ${couponColumns} FROM coupons WHERE code = $1`, [code]);
  if (!row) throw problem('coupon_not_found', { field: 'code' });
  return asCoupon(row, now);
};

/** Why a coupon could not be used, the firmest reason first. */
const refusal = (coupon: Coupon, redemption?: Redemption, now?: Date): Error => {
  const until = coupon.validUntil.toISOString();
  if (coupon.state === 'redeemed') return problem('coupon_redeemed', { field: 'code' });
  if (coupon.state === 'void') return problem('coupon_void', { field: 'code' });
  if (coupon.state === 'expired') return problem('coupon_expired', { detail: until, field: 'code' });
  if (now && now < coupon.validFrom)
    return problem('coupon_not_yet_valid', { detail: coupon.validFrom.toISOString(), field: 'code' });
  if (redemption?.currency && redemption.currency !== coupon.currency)
    return problem('coupon_wrong_currency', { detail: coupon.currency, field: 'currency' });
  if (redemption && redemption.amountMinor < coupon.thresholdMinor)
    return problem('coupon_below_threshold', { detail: (coupon.thresholdMinor / 100).toFixed(2), field: 'amount' });
  // only a call that changed the coupon between our two statements leaves none of these: trying again tells
  return problem('conflict', {
    detail: 'the coupon changed in this moment; try again',
    detailZh: '该券刚刚发生变化，请重试',
  });
};
