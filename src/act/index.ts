export type { AddressedMessage, Channel, OutboundMessage, SendResult } from './channels/channel.ts';
export { createChannel, type ChannelDeps } from './channels/create-channel.ts';
export { emailChannel, type EmailSettings } from './channels/email.ts';
export { simulatedChannel, type SimulatedInbox } from './channels/simulated.ts';
export {
  compileMessage,
  type MessageTemplate,
  type RenderedMessage,
  type TemplateVariables,
} from './channels/templates.ts';
export { signedPost, webhookChannel, type WebhookSettings } from './channels/webhook.ts';
export { publishChanges, type Change } from './changes.ts';
export { costPerUseMinor, termsOf, type CouponTerms } from './coupons/benefit.ts';
export { couponKey, type Coupon, type CouponState } from './coupons/coupon.ts';
export { couponsLeft, issueCoupons, openCouponType, type IssueRequest, type IssueResult } from './coupons/issue.ts';
export {
  claimCoupon,
  couponsOfProfile,
  couponsOfProfiles,
  redeemCoupon,
  refundCoupon,
  voidCoupons,
  type LedgerAnswer,
  type LedgerDeps,
  type Redemption,
} from './coupons/ledger.ts';
export { forgetCoupons } from './forget-act.ts';
export { channelKind, couponKind } from './kinds.ts';
export { actMigrations } from './migrations.ts';
export { drainOutbox, type DrainConfig, type DrainDeps, type DrainFigures } from './outbox/drain.ts';
export { enqueue, messageKey, type QueuedMessage } from './outbox/enqueue.ts';
export { messagesWaiting } from './outbox/messages-waiting.ts';
export { resolveUncertain } from './outbox/resolve-uncertain.ts';
export { type MessageRow, messagesOfProfiles, messageStates } from './outbox/messages-of-profiles.ts';
export { recordReports, type ReportsAnswer } from './outbox/reports.ts';
export { actRoutes, type ActRoutesDeps } from './routes.ts';
export {
  benefitSchema,
  channelSpecSchema,
  couponSpecSchema,
  type Benefit,
  type ChannelSpec,
  type CouponSpec,
  type Report,
} from './schemas.ts';
