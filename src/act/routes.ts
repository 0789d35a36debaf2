import type { Routes } from '#platform/http/http-server.ts';
import { claimCoupon, redeemCoupon, type LedgerAnswer, type LedgerDeps } from './coupons/ledger.ts';
import type { ReportsAnswer } from './outbox/reports.ts';
import {
  claimSchema,
  couponAnswerSchema,
  redeemSchema,
  reportsAnswerSchema,
  reportsSchema,
  type CouponAnswer,
  type Report,
} from './schemas.ts';

export type ActRoutesDeps = LedgerDeps & {
  readonly recordReports: (reports: readonly Report[]) => Promise<ReportsAnswer>;
};

/** What tills, shops and senders call: claim and redeem coupons, report what became of messages. */
export const actRoutes =
  ({ recordReports, ...ledger }: ActRoutesDeps): Routes =>
  (server) => {
    server.post(
      '/v1/coupons/claim',
      {
        config: { scope: 'coupons:redeem', audit: false },
        schema: {
          tags: ['coupons'],
          summary: 'Claim a coupon',
          body: claimSchema,
          response: { 200: couponAnswerSchema },
        },
      },
      async ({ body }) => answerOf(await claimCoupon(ledger, body.code)),
    );

    server.post(
      '/v1/coupons/redeem',
      {
        config: { scope: 'coupons:redeem', audit: false },
        schema: {
          tags: ['coupons'],
          summary: 'Redeem a coupon on an order',
          description: 'Idempotent by order: the same order may ask again and gets the same answer.',
          body: redeemSchema,
          response: { 200: couponAnswerSchema },
        },
      },
      async ({ body: { amount, ...order } }) =>
        answerOf(await redeemCoupon(ledger, { ...order, amountMinor: Math.round(amount * 100) })),
    );

    server.post(
      '/v1/reports',
      {
        config: { scope: 'reports:write', audit: false },
        schema: {
          tags: ['messages'],
          summary: 'Report what became of messages',
          body: reportsSchema,
          response: { 200: reportsAnswerSchema },
        },
      },
      async ({ body }) => {
        const { accepted, unknown } = await recordReports(body.reports);
        return { accepted, unknown: [...unknown] };
      },
    );
  };

const answerOf = ({ coupon, repeated }: LedgerAnswer): CouponAnswer => ({
  coupon: {
    code: coupon.code,
    type: coupon.couponType,
    state: coupon.state,
    benefit: coupon.benefit,
    currency: coupon.currency,
    validFrom: coupon.validFrom.toISOString(),
    validUntil: coupon.validUntil.toISOString(),
    orderId: coupon.orderId,
  },
  repeated,
});
