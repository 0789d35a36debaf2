import type { Clock, Postgres } from '#platform';

/**
 * Takes a person out of the ledger. A coupon stays as an entry, so that stock and redemptions still add up, under a key and a code that
 * lead to nobody; one that was not used is void and its stock comes back. Safe to repeat.
 * @param profiles every OneID the person ever had, in digits
 * @returns how many coupons
 */
export const forgetCoupons = async (
  { postgres, clock }: { readonly postgres: Postgres; readonly clock: Clock },
  profiles: readonly string[],
): Promise<number> => {
  const [row] = await postgres.query<{ coupons: number }>(
    `WITH held AS (
       SELECT key, status IN ('issued', 'claimed') AS unused FROM coupons WHERE profile_id = ANY($2::text[]) FOR UPDATE
     ), freed AS (
       UPDATE coupons c SET key = 'erased/' || gen_random_uuid(), code = 'ERASED-' || gen_random_uuid(), profile_id = '',
         order_id = CASE WHEN c.order_id IS NOT NULL THEN 'erased' END,
         status = CASE WHEN held.unused THEN 'void' ELSE c.status END,
         voided_at = CASE WHEN held.unused THEN $1::timestamptz ELSE c.voided_at END
       FROM held WHERE c.key = held.key RETURNING c.coupon_type, held.unused
     ), per_type AS (SELECT coupon_type, count(*) AS back FROM freed WHERE unused GROUP BY coupon_type),
     stock AS (UPDATE coupon_types t SET issued = t.issued - p.back FROM per_type p WHERE t.name = p.coupon_type)
     SELECT count(*) AS coupons FROM freed`,
    [clock.now(), profiles],
  );
  return row?.coupons ?? 0;
};
