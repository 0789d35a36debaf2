import type { Benefit } from '../schemas.ts';

export type CouponState = 'issued' | 'claimed' | 'redeemed' | 'expired' | 'void';

export type Coupon = {
  /** `program/round/profile`: a person gets at most one coupon in a round. */
  readonly key: string;
  readonly code: string;
  readonly couponType: string;
  readonly program: string;
  readonly round: number;
  readonly profileId: string;
  readonly benefit: Benefit;
  readonly thresholdMinor: number;
  readonly currency: string;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly state: CouponState;
  readonly issuedAt: Date;
  readonly redeemedAt: Date | null;
  readonly orderId: string | null;
};

export const couponKey = (program: string, round: number, profileId: string): string =>
  `${program}/${round}/${profileId}`;

/** A row of `coupons`, as `couponColumns` selects it. */
export type CouponRow = Omit<Coupon, 'state'> & { readonly status: Exclude<CouponState, 'expired'> };

export const couponColumns = `key, code, coupon_type AS "couponType", program, round, profile_id AS "profileId", benefit,
  threshold_minor AS "thresholdMinor", currency, valid_from AS "validFrom", valid_until AS "validUntil", status,
  issued_at AS "issuedAt", redeemed_at AS "redeemedAt", order_id AS "orderId"`;

/** Expiry is a matter of the time at which one asks and is not stored. */
export const asCoupon = ({ status, ...row }: CouponRow, now: Date): Coupon => ({
  ...row,
  state: (status === 'issued' || status === 'claimed') && row.validUntil <= now ? 'expired' : status,
});

/**
 * The last part of every statement that changes coupons: `changed` is a CTE of the changed rows, and the change goes to
 * `act_changes` in the same statement.
 */
export const notingChange = (event: string, subject: string): string => `noted AS (
  INSERT INTO act_changes (name, subject, profile_id, at, properties)
  SELECT '${event}', ${subject}, profile_id, $1::timestamptz, jsonb_build_object(
    'coupon', coupon_type, 'coupon_code', code, 'program', program, 'round', round, 'benefit', benefit ->> 'type',
    'cost_minor', coalesce(benefit ->> 'saveMinor', benefit ->> 'costMinor', benefit ->> 'valueMinor')::bigint,
    'currency', currency, 'order_id', order_id, 'order_amount_minor', order_amount_minor)
  FROM changed
)`;
