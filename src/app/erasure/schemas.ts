import { z } from 'zod';
import { timeSchema } from '../../platform/schemas.ts';

/** A request of a person under data protection law: to see what is known of them, or to be forgotten. It never says whose it was. */
export const privacyRequestSchema = z.object({
  id: z.string(),
  kind: z.enum(['access', 'erasure']),
  state: z.enum(['waiting', 'erasing', 'wiping', 'done', 'failed']),
  askedAt: timeSchema,
  askedBy: z.string(),
  finishedAt: timeSchema.nullable(),
  /** Rows per table or store. */
  figures: z.record(z.string(), z.number()),
  /** What is left for people to do: documents that name the person, rights the store's account lacks. */
  left: z.array(z.string()),
  error: z.string().nullable(),
});
export type PrivacyRequest = z.infer<typeof privacyRequestSchema>;

export const privacyAnswerSchema = z.object({
  requests: z.array(privacyRequestSchema),
  /** Identifiers that may not come back. */
  tombstones: z.number(),
  /** Events that tombstones turned away, by source, of the last 30 days. */
  turnedAway: z.array(z.object({ source: z.string(), events: z.number() })),
});
export type PrivacyAnswer = z.infer<typeof privacyAnswerSchema>;

/** An identifier in any spelling, `type:value`, or a OneID. */
const idSchema = z.string().trim().min(1).max(256);
export const askReportSchema = z.strictObject({ id: idSchema });
/** `confirm` repeats `id`: nobody erases a person by a slip. */
export const askErasureSchema = z.strictObject({ id: idSchema, confirm: z.string().trim().max(256) });
export const liftSchema = z.strictObject({ id: idSchema });
