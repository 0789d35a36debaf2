import { faultPoint, type Clock, type Postgres } from '#platform';
import type { CouponSpec } from '../schemas.ts';
import { termsOf } from './benefit.ts';
import { couponCode } from './code.ts';
import { couponKey, notingChange } from './coupon.ts';

export type IssueRequest = { readonly program: string; readonly round: number; readonly profileId: string };

export type IssueResult = {
  /** In the order asked for; also those that had been issued before, with the code they have. */
  readonly issued: readonly { readonly profileId: string; readonly key: string; readonly code: string }[];
  readonly refused: readonly { readonly profileId: string; readonly key: string; readonly reason: 'out_of_stock' }[];
};

const chunkSize = 5_000;

/** Makes a coupon type known, or changes its stock. Stock below what has been issued takes nothing back: it issues no more. */
export const openCouponType = async (postgres: Postgres, type: { name: string; stock: number }): Promise<void> => {
  await postgres.query(
    `INSERT INTO coupon_types (name, stock) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET stock = excluded.stock WHERE coupon_types.stock <> excluded.stock`,
    [type.name, type.stock],
  );
};

/** How many coupons of each type can still be issued: a limit of the next plan. A type that nobody opened is not in the map. */
export const couponsLeft = async (
  postgres: Postgres,
  types: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const rows = await postgres.query<{ name: string; left: number }>(
    'SELECT name, greatest(0, stock - issued) AS left FROM coupon_types WHERE name = ANY($1::text[])',
    [types],
  );
  return new Map(rows.map(({ name, left }) => [name, left]));
};

/**
 * Issues coupons of one type to a batch of people, as many as the stock allows, in the order given.
 * Asking again for the same (program, round, profile) gives the coupon that was issued then and takes no stock.
 */
export const issueCoupons = async ({
  postgres,
  clock,
  secret,
  couponType,
  spec,
  requests,
}: {
  postgres: Postgres;
  clock: Clock;
  /** Codes are derived from it; it must never change while coupons are in hand. */
  secret: string;
  couponType: string;
  spec: CouponSpec;
  requests: readonly IssueRequest[];
}): Promise<IssueResult> => {
  const issuedAt = clock.now();
  const terms = termsOf(spec, issuedAt);
  const wanted = new Map(
    requests.map((request) => [couponKey(request.program, request.round, request.profileId), request]),
  );
  const codes = new Map<string, string>();
  for (const some of chunks([...wanted], chunkSize)) {
    const rows = await postgres.tx(async (tx) => {
      // The lock comes first and by itself: the next statement then sees everything committed before it was granted.
      await tx.query('SELECT 1 FROM coupon_types WHERE name = $1 FOR UPDATE', [couponType]);
      await tx.query(issueSql, [
        issuedAt,
        couponType,
        some.map(([key]) => key),
        some.map(([key]) => couponCode(key, secret)),
        some.map(([, { program }]) => program),
        some.map(([, { round }]) => round),
        some.map(([, { profileId }]) => profileId),
        terms.benefit,
        terms.thresholdMinor,
        terms.currency,
        terms.validFrom,
        terms.validUntil,
      ]);
      faultPoint('act/issue/before-commit');
      return tx.query<{ key: string; code: string }>('SELECT key, code FROM coupons WHERE key = ANY($1::text[])', [
        some.map(([key]) => key),
      ]);
    });
    faultPoint('act/issue/after-commit');
    for (const { key, code } of rows) codes.set(key, code);
  }
  const all = [...wanted].map(([key, { profileId }]) => ({ key, profileId, code: codes.get(key) }));
  return {
    issued: all.flatMap(({ key, profileId, code }) => (code === undefined ? [] : [{ key, profileId, code }])),
    refused: all.flatMap(({ key, profileId, code }) =>
      code === undefined ? [{ key, profileId, reason: 'out_of_stock' as const }] : [],
    ),
  };
};

/** Inserts the first of the wanted coupons that are new, as many as stock is left, and takes exactly those from the stock. */
const issueSql = `
WITH wanted AS (
  SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::integer[], $7::text[])
    WITH ORDINALITY AS w(key, code, program, round, profile_id, place)
),
fresh AS (
  SELECT w.*, row_number() OVER (ORDER BY place) AS nth
  FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM coupons c WHERE c.key = w.key)
),
changed AS (
  INSERT INTO coupons (key, code, coupon_type, program, round, profile_id, benefit, threshold_minor, currency,
                       valid_from, valid_until, issued_at)
  SELECT f.key, f.code, t.name, f.program, f.round, f.profile_id, $8::jsonb, $9::bigint, $10, $11::timestamptz,
         $12::timestamptz, $1::timestamptz
  FROM fresh f JOIN coupon_types t ON t.name = $2 AND f.nth <= t.stock - t.issued
  ORDER BY f.nth
  RETURNING *
),
${notingChange('$coupon_issued', 'key')}
UPDATE coupon_types SET issued = issued + (SELECT count(*) FROM changed) WHERE name = $2`;

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
