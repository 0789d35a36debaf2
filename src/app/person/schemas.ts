import { z } from 'zod';
import { decisionSchema } from '../../loop/schemas.ts';
import { profileIdSchema, timeSchema, wordsSchema, longWordsSchema } from '../../platform/schemas.ts';
import { consentAnswerSchema } from '../../profile/consent/schemas.ts';
import { personRowSchema, scoreReasonSchema } from '../../profile/schemas.ts';
import { personTagSchema } from '../../profile/tags/schemas.ts';

const datedValueSchema = z.object({ asOf: timeSchema, value: z.number().nullable() });

export const personFeatureSchema = z.object({
  name: z.string(),
  title: wordsSchema,
  value: z.number().nullable(),
  unit: longWordsSchema.nullable(),
  /** In each snapshot that has the feature, the oldest first, the present value last. */
  history: z.array(datedValueSchema),
});
export type PersonFeature = z.infer<typeof personFeatureSchema>;

export const personScoreSchema = z.object({
  model: z.string(),
  title: wordsSchema,
  version: z.string(),
  asOf: timeSchema,
  score: z.number(),
  /** Share of people who score lower, 0..1. */
  percentile: z.number(),
  reasons: z.array(scoreReasonSchema),
  /** All scores of the model, the oldest first. */
  history: z.array(datedValueSchema),
});
export type PersonScore = z.infer<typeof personScoreSchema>;

export const personMessageSchema = z.object({
  key: z.string(),
  channel: z.string(),
  channelTitle: wordsSchema,
  program: z.string(),
  round: z.number(),
  title: z.string(),
  /** As in the outbox. `uncertain`: nobody knows whether it was sent; `suppressed`: kept back, the person does not want it. */
  state: z.enum(['queued', 'claimed', 'sending', 'sent', 'failed', 'uncertain', 'suppressed']),
  error: z.string().nullable(),
  queuedAt: timeSchema,
  sendAfter: timeSchema,
  settledAt: timeSchema.nullable(),
});
export type PersonMessage = z.infer<typeof personMessageSchema>;

/** One person in one answer. The events themselves come in pages from `/api/people/{person}/timeline`. */
export const personAnswerSchema = personRowSchema.extend({
  traits: z.record(z.string(), z.unknown()),
  tags: z.array(personTagSchema),
  /** Live ones, as of a few seconds ago. */
  audiences: z.array(z.object({ name: z.string(), title: wordsSchema, since: timeSchema })),
  /** Kinds of events with how many and from when to when, the most first. */
  activity: z.array(
    z.object({
      name: z.string(),
      title: wordsSchema.nullable(),
      events: z.number(),
      first: timeSchema,
      last: timeSchema,
    }),
  ),
  features: z.array(personFeatureSchema),
  featuresAsOf: timeSchema.nullable(),
  scores: z.array(personScoreSchema),
  /** With candidates and reasons, the latest first; at most 20. */
  decisions: z.array(decisionSchema),
  coupons: z.array(
    z.object({
      code: z.string(),
      coupon: z.string(),
      title: wordsSchema.nullable(),
      program: z.string(),
      round: z.number(),
      state: z.enum(['issued', 'claimed', 'redeemed', 'expired', 'void']),
      issuedAt: timeSchema,
      redeemedAt: timeSchema.nullable(),
    }),
  ),
  /** The latest first; at most 50. */
  messages: z.array(personMessageSchema),
  /** Purposes × channels as they are now; what was said when is in the answer of `/api/people/{person}/consent`. */
  consent: consentAnswerSchema.omit({ history: true }),
  merges: z.array(
    z.object({ at: timeSchema, from: profileIdSchema, into: profileIdSchema, link: z.string(), eventId: z.string() }),
  ),
});
export type PersonAnswer = z.infer<typeof personAnswerSchema>;
