import { z } from 'zod';
import { intervalSchema } from '../platform/schemas.ts';

export const groupNameSchema = z.enum(['holdout', 'random', 'rule', 'model']);
export type GroupName = z.infer<typeof groupNameSchema>;

/** One group against another, per head and in total, always with 95 % intervals. Money in minor units. */
export const comparisonSchema = z.object({
  against: groupNameSchema,
  /** Margin after the cost of coupons and sending, per head of the group (treated or not). */
  netMarginPerHeadMinor: intervalSchema,
  /** The same for the whole group: what the treatment earned. */
  netMarginTotalMinor: intervalSchema,
  gmvPerHeadMinor: intervalSchema,
  ordersPerHead: intervalSchema,
  pValue: z.number(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const groupResultSchema = z.object({
  group: groupNameSchema,
  people: z.number(),
  /** The funnel from decision to redemption, in people. */
  chosen: z.number(),
  reached: z.number(),
  clicked: z.number(),
  claimed: z.number(),
  redeemed: z.number(),
  buyers: z.number(),
  orders: z.number(),
  gmvMinor: z.number(),
  /** Goods margin before the cost of the program. */
  marginMinor: z.number(),
  /** Coupons redeemed plus messages sent. */
  costMinor: z.number(),
  comparisons: z.array(comparisonSchema),
});
export type GroupResult = z.infer<typeof groupResultSchema>;

export const resultsSchema = z.object({
  groups: z.array(groupResultSchema),
  /** Chi-square test of the realised group sizes against the declared shares. */
  sampleRatio: z.object({ pValue: z.number(), ok: z.boolean() }),
  currency: z.string(),
  /** All outcomes are in: the horizon has passed. */
  complete: z.boolean(),
});
export type Results = z.infer<typeof resultsSchema>;
