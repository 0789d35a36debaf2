import { z } from 'zod';
import { conditionSchema, expressionSchema } from '../documents/schemas.ts';
import { profileIdSchema, textOrWordsSchema, timeSchema, wordsSchema } from '../platform/schemas.ts';

/** Feature: a number about a person as of a time, written in the expression language. */
export const featureSpecSchema = z.strictObject({
  expression: expressionSchema,
  unit: textOrWordsSchema(20).optional(),
  remark: textOrWordsSchema(2000).optional(),
});
export type FeatureSpec = z.infer<typeof featureSpecSchema>;

/** Audience: the people for whom a condition holds. */
export const audienceSpecSchema = z.strictObject({
  condition: conditionSchema,
  /** `live` (when left out): kept true second by second. `snapshot`: lists that are frozen when somebody asks. */
  refresh: z.enum(['live', 'snapshot']).optional(),
  remark: textOrWordsSchema(2000).optional(),
});
export type AudienceSpec = z.infer<typeof audienceSpecSchema>;

export const identifierSchema = z.object({
  type: z.string(),
  /** Clear for ordinary ids; for phone, e-mail and the like the keyed hash. */
  value: z.string(),
  sensitive: z.boolean(),
  firstSeen: timeSchema,
  lastSeen: timeSchema,
});

export const personRowSchema = z.object({
  profileId: profileIdSchema,
  name: z.string().nullable(),
  ids: z.array(identifierSchema),
  firstSeen: timeSchema,
  lastSeen: timeSchema,
  events: z.number(),
});
export const peopleAnswerSchema = z.object({ people: z.array(personRowSchema), total: z.number() });
export type PeopleAnswer = z.infer<typeof peopleAnswerSchema>;

export const scoreReasonSchema = z.object({
  feature: z.string(),
  title: wordsSchema,
  value: z.number().nullable(),
  /** Contribution to the log-odds (TreeSHAP). */
  contribution: z.number(),
});
