import { z } from 'zod';
import { timeSchema } from '../platform/schemas.ts';

const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/);
const minorSchema = z.number().int().min(0).max(1_000_000_000_00);
const currencySchema = z.string().regex(/^[A-Z]{3}$/);

/** What a coupon is worth, in minor units of its currency. */
export const benefitSchema = z.discriminatedUnion('type', [
  /** 满减: from the threshold on, so much less. */
  z.strictObject({ type: z.literal('spend_save'), thresholdMinor: minorSchema, saveMinor: minorSchema.min(1) }),
  /** 满赠: from the threshold on, a gift that costs the brand so much. */
  z.strictObject({
    type: z.literal('gift'),
    thresholdMinor: minorSchema,
    gift: z.string().min(1).max(200),
    costMinor: minorSchema,
  }),
  /** 代金: so much less, on any order or from the threshold on. */
  z.strictObject({
    type: z.literal('voucher'),
    valueMinor: minorSchema.min(1),
    thresholdMinor: minorSchema.default(0),
  }),
  /** 再来: valid only some days after it was issued. */
  z.strictObject({
    type: z.literal('come_back'),
    saveMinor: minorSchema.min(1),
    thresholdMinor: minorSchema.default(0),
    validFromDays: z.number().int().min(1).max(365).default(1),
  }),
]);
export type Benefit = z.infer<typeof benefitSchema>;

/** Coupon: a coupon type with its stock. */
export const couponSpecSchema = z.strictObject({
  benefit: benefitSchema,
  currency: currencySchema.default('CNY'),
  /** How many may be issued in all. */
  stock: z.number().int().min(0).max(1_000_000_000),
  /** For how many days it can be used, from the day it becomes valid. */
  validDays: z.number().int().min(1).max(3650),
  remark: z.string().max(2000).optional(),
});
export type CouponSpec = z.infer<typeof couponSpecSchema>;

const channelBase = {
  /** What one message costs. */
  costPerMessageMinor: minorSchema,
  /** The most messages a day of the brand's time zone, all programs together; no limit if left out. */
  capacityPerDay: z.number().int().min(0).optional(),
  /** The type of identifier a person must have to be reached: user_id, phone, email, wechat_openid@app … */
  contact: z.string().min(1).max(64).default('user_id'),
  remark: z.string().max(2000).optional(),
};

/** Channel: a way to reach people. Passwords and signing keys are named here and kept in the settings, never in a document. */
export const channelSpecSchema = z.discriminatedUnion('type', [
  /** The inbox of the simulated world. */
  z.strictObject({ type: z.literal('simulated'), ...channelBase }),
  /** Posts each message, signed by Standard Webhooks, to a system of yours. */
  z.strictObject({
    type: z.literal('webhook'),
    ...channelBase,
    url: z.url({ protocol: /^https?$/ }),
    /** Name of the signing secret in the settings. */
    secret: nameSchema,
    timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
  }),
  /** E-mail by SMTP. */
  z.strictObject({
    type: z.literal('email'),
    ...channelBase,
    contact: z.string().min(1).max(64).default('email'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65_535).default(465),
    /** TLS from the first byte; otherwise STARTTLS, which is required unless `allowPlain`. */
    secure: z.boolean().default(true),
    allowPlain: z.boolean().default(false),
    /** For a server with a certificate of its own: that, or its authority's, in PEM. Then only it is believed. */
    ca: z
      .string()
      .max(65_536)
      .regex(/^\s*-----BEGIN CERTIFICATE-----/, 'a certificate in PEM, beginning with -----BEGIN CERTIFICATE-----')
      .optional(),
    user: z.string().max(255).optional(),
    /** Name of the password in the settings. */
    secret: nameSchema.optional(),
    /** `Name <address>` */
    from: z.string().min(3).max(320),
  }),
]);
export type ChannelSpec = z.infer<typeof channelSpecSchema>;

const codeSchema = z.string().min(8).max(64);
export const claimSchema = z.strictObject({ code: codeSchema });
export const redeemSchema = z.strictObject({
  code: codeSchema,
  orderId: z.string().min(1).max(200),
  /** The order's amount before the coupon, in major units: 299 or 299.5. */
  amount: z.number().min(0).max(1_000_000_000),
  currency: currencySchema.optional(),
});

export const couponStateSchema = z.enum(['issued', 'claimed', 'redeemed', 'expired', 'void']);
export const couponAnswerSchema = z.object({
  coupon: z.object({
    code: z.string(),
    type: z.string(),
    state: couponStateSchema,
    benefit: benefitSchema,
    currency: z.string(),
    validFrom: timeSchema,
    validUntil: timeSchema,
    orderId: z.string().nullable(),
  }),
  /** The same call had been made before; nothing changed. */
  repeated: z.boolean(),
});
export type CouponAnswer = z.infer<typeof couponAnswerSchema>;

/** What a provider says became of a message. */
export const reportSchema = z.strictObject({
  messageId: z.string().min(1).max(300),
  status: z.enum(['delivered', 'opened', 'clicked', 'failed']),
  at: timeSchema,
});
export type Report = z.infer<typeof reportSchema>;
export const reportsSchema = z.strictObject({ reports: z.array(reportSchema).min(1).max(1000) });
export const reportsAnswerSchema = z.object({
  accepted: z.number(),
  /** Message ids that Gyre never sent. */
  unknown: z.array(z.string()),
});
