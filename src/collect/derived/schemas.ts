import { z } from 'zod';
import { jobSchema, timeSchema, wordsSchema } from '../../platform/schemas.ts';

const eventNameSchema = z.string().regex(/^[\p{L}\p{N}$][\p{L}\p{N}_$ .-]{0,99}$/u);
const propertySchema = z.string().regex(/^[\p{L}_$][\p{L}\p{N}_$]{0,63}$/u);
/** `30m`, `45s`, `12h`, `7d`; 90 days at most. */
export const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/)
  .refine((text) => durationMs(text) <= 90 * 86_400_000, { message: '90d at most' });

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Milliseconds of a text that `durationSchema` lets through. */
export const durationMs = (text: string): number => Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? Number.NaN);

const whereSchema = z.string().min(1).max(2000);
const momentSchema = z.strictObject({ event: eventNameSchema, where: whereSchema.optional() });
const stepSchema = momentSchema.extend({
  /** Not longer after the step before than this. */
  within: durationSchema.optional(),
  /** This property is the same as at the step before. */
  sameProperty: propertySchema.optional(),
});

/** DerivedEvent: an event that Gyre writes by rule from others. One of `when`, `sequence`, `of` says which. */
export const derivedEventSpecSchema = z.strictObject({
  remark: z.string().max(2000).optional(),
  owner: z.string().max(200).optional(),
  /** Whose events belong together: a person's (default), or all that share a property's value. */
  per: z.union([z.literal('person'), z.strictObject({ property: propertySchema })]).default('person'),
  /** Every such event. */
  when: momentSchema.optional(),
  /** These events, one after the other. A bare name is an event without further conditions. */
  sequence: z
    .array(z.union([eventNameSchema, stepSchema]))
    .min(1)
    .max(6)
    .optional(),
  /** … and this one does not come within the time. */
  notFollowedBy: stepSchema.extend({ within: durationSchema }).optional(),
  /** So many of these within the time; once for each burst. */
  of: stepSchema.pick({ event: true, where: true, sameProperty: true }).optional(),
  count: z.number().int().min(2).max(100).optional(),
  within: durationSchema.optional(),
  /** Properties taken over from the matched events; the later event's value counts. */
  carry: z.array(propertySchema).max(30).default([]),
  /** How long an absence waits for latecomers after its time is over. */
  settle: z
    .string()
    .regex(/^\d{1,6}[smhd]$/)
    .default('1m'),
});
export type DerivedEventSpec = z.infer<typeof derivedEventSpecSchema>;

const dayCountSchema = z.object({ day: timeSchema, events: z.number() });

export const derivedEventsAnswerSchema = z.object({
  now: timeSchema,
  events: z.array(
    z.object({
      name: z.string(),
      title: wordsSchema,
      remark: z.string().nullable(),
      /** The rule in words. */
      rule: wordsSchema,
      total: z.number(),
      lastProduced: timeSchema.nullable(),
      /** The last 30 days, oldest first. */
      days: z.array(dayCountSchema),
      backfill: z.object({ done: z.number(), total: z.number(), finishedAt: timeSchema.nullable() }).nullable(),
      job: jobSchema.nullable(),
    }),
  ),
});
export type DerivedEventsAnswer = z.infer<typeof derivedEventsAnswerSchema>;

export const derivedPreviewAnswerSchema = z.object({
  sinceDays: z.number(),
  events: z.number(),
  /** Persons, or values of the property, that would have one. */
  subjects: z.number(),
  days: z.array(dayCountSchema),
  samples: z.array(z.object({ at: timeSchema, subject: z.string(), properties: z.record(z.string(), z.unknown()) })),
});
export type DerivedPreviewAnswer = z.infer<typeof derivedPreviewAnswerSchema>;
