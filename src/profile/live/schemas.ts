import { z } from 'zod';
import { expressionSchema } from '../../documents/schemas.ts';
import { failureSchema, longWordsSchema, profileIdSchema, timeSchema, wordsSchema } from '../../platform/schemas.ts';

export const audienceRowSchema = z.object({
  name: z.string(),
  title: wordsSchema,
  remark: longWordsSchema.nullable(),
  condition: z.string(),
  refresh: z.enum(['live', 'snapshot']),
  size: z.number(),
  /** When somebody last came or went. */
  changedAt: timeSchema.nullable(),
  /** Sizes by day, the oldest first, the last one of now; days before the first known size are left out. */
  trend: z.array(z.number()),
});
export const audiencesAnswerSchema = z.object({
  audiences: z.array(audienceRowSchema),
  /** Until when everything received has been looked at. */
  freshTo: timeSchema.nullable(),
  /** Export refuses smaller groups. */
  smallest: z.number(),
});
export type AudiencesAnswer = z.infer<typeof audiencesAnswerSchema>;

export const freezeSchema = z.object({
  frozenAt: timeSchema,
  name: z.string(),
  size: z.number(),
  madeBy: z.string(),
});
export const audienceAnswerSchema = audienceRowSchema.extend({
  freezes: z.array(freezeSchema),
  /** Channels its people can be sent to. */
  webhooks: z.array(z.object({ name: z.string(), title: wordsSchema })),
});
export type AudienceAnswer = z.infer<typeof audienceAnswerSchema>;

export const audienceHistoryAnswerSchema = z.object({
  sizes: z.array(z.object({ at: timeSchema, size: z.number() })),
  days: z.array(z.object({ day: timeSchema, entered: z.number(), left: z.number() })),
});
export type AudienceHistoryAnswer = z.infer<typeof audienceHistoryAnswerSchema>;

export const previewAskedSchema = z.strictObject({
  condition: expressionSchema,
  /** Ask everybody instead of some. */
  exact: z.boolean().default(false),
});
export const previewAnswerSchema = z.object({
  exact: z.boolean(),
  people: z.number(),
  /** 95 % interval. */
  low: z.number(),
  high: z.number(),
  /** People known at all. */
  of: z.number(),
  sampled: z.number(),
  tookMs: z.number(),
});
/** What does not stop a condition and may be a slip: an event or property that no definition knows. */
export const previewWarningSchema = z.object({
  /** `line:column` of the text, or the part of the objects. */
  place: z.string(),
  message: failureSchema,
});
export const previewToldSchema = previewAnswerSchema.extend({ warnings: z.array(previewWarningSchema) });
export type PreviewTold = z.infer<typeof previewToldSchema>;
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;

export const overlapAnswerSchema = z.object({
  sizes: z.array(z.object({ name: z.string(), people: z.number() })),
  /** In exactly these of the audiences asked for; the largest first, those without anybody left out. */
  combinations: z.array(z.object({ audiences: z.array(z.string()), people: z.number() })),
});
export type OverlapAnswer = z.infer<typeof overlapAnswerSchema>;

/** A part of a condition and what it comes to for one person. */
export type Why = {
  readonly text: string;
  readonly holds: boolean;
  readonly values: readonly { readonly text: string; readonly value: string | number | null }[];
  /** How the parts are joined; null for what has none. */
  readonly join: 'all' | 'any' | 'not' | null;
  readonly parts: readonly Why[];
};
export const whySchema: z.ZodType<Why> = z.object({
  text: z.string(),
  holds: z.boolean(),
  values: z.array(z.object({ text: z.string(), value: z.union([z.string(), z.number(), z.null()]) })),
  join: z.enum(['all', 'any', 'not']).nullable(),
  parts: z.array(z.lazy(() => whySchema)),
});

export const audienceSampleAnswerSchema = z.object({
  people: z.array(
    z.object({ profileId: profileIdSchema, name: z.string().nullable(), since: timeSchema.nullable(), why: whySchema }),
  ),
});
export type AudienceSampleAnswer = z.infer<typeof audienceSampleAnswerSchema>;

export const personAudiencesAnswerSchema = z.object({
  audiences: z.array(z.object({ name: z.string(), title: wordsSchema, since: timeSchema })),
});
export type PersonAudiencesAnswer = z.infer<typeof personAudiencesAnswerSchema>;

export const freezeAskedSchema = z.strictObject({ name: z.string().max(200).default('') });

export const exportAskedSchema = z.strictObject({
  /** Types of identifiers, one column each: the value seen last. */
  identifiers: z.array(z.string().max(64)).max(10).default(['user_id']),
  /** Names of published features, one column each. */
  features: z.array(z.string().max(64)).max(50).default([]),
  /**
   * Phone numbers, addresses and the like: `hashed` as the log has them (of use inside this workspace only), in `clear` (needs the scope
   * `admin`), or as a platform's SHA-256.
   */
  personal: z.enum(['hashed', 'clear', 'google', 'meta']).default('hashed'),
  /** People who have not agreed to this purpose, on this channel, are left out. */
  purpose: z.string().max(64).default('marketing'),
  channel: z.string().max(64).default('export'),
});
export type ExportAsked = z.infer<typeof exportAskedSchema>;

/** As an export, to a channel of type webhook; people who have not agreed to that channel are left out. */
export const sendAskedSchema = exportAskedSchema.extend({ channel: z.string().min(1).max(64) });
export type SendAsked = z.infer<typeof sendAskedSchema>;
