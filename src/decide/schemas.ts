import { z } from 'zod';

const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/);

/** Liquid templates. They may use `person.*`, `coupon.*` (code, validUntil, …), `program` and `unsubscribeUrl`. */
const messageSchema = z.strictObject({
  title: z.string().min(1).max(200),
  body: z.string().min(1).max(4000),
});

/** Offer: what a person can be given (at most one coupon) and the words it comes with. Through which channel is decided per person. */
export const offerSpecSchema = z.strictObject({
  /** Name of a Coupon document; left out for an offer that is only words. */
  coupon: nameSchema.optional(),
  message: z.strictObject({ zh: messageSchema, en: messageSchema }),
  /** Who may get it, in the expression language; everybody in the program if left out. */
  eligible: z.string().min(1).max(4000).optional(),
  /**
   * What is believed before anything has been learned from a randomised group: by how much the offer raises the probability
   * of reaching the goal, and how often its coupon is used.
   */
  prior: z
    .strictObject({
      effect: z.number().min(-1).max(1).default(0.01),
      useProbability: z.number().min(0).max(1).default(0.05),
    })
    .default({ effect: 0.01, useProbability: 0.05 }),
  /** Share of an order's amount that is margin, for brands whose orders carry no margin. */
  marginRate: z.number().gt(0).max(1).optional(),
  remark: z.string().max(2000).optional(),
});
export type OfferSpec = z.infer<typeof offerSpecSchema>;
