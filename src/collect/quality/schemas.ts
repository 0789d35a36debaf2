import { z } from 'zod';
import { timeSchema, wordsSchema } from '../../platform/schemas.ts';

/** What can be watched. Shares are 0..1. */
export const measures = [
  'silence_hours',
  'volume_change',
  'lateness_p95_minutes',
  'missing_share',
  'invalid_share',
  'duplicate_share',
] as const;
export type Measure = (typeof measures)[number];

/** Alert: a measure of data quality, and when it is worth an event. */
export const alertSpecSchema = z.strictObject({
  remark: z.string().max(2000).optional(),
  enabled: z.boolean().default(true),
  measure: z.enum(measures),
  /** Only this source; every source if left out. */
  source: z.string().min(1).max(100).optional(),
  /** Only this event; every event if left out. */
  event: z.string().min(1).max(100).optional(),
  /** Raised beyond one of the two. */
  above: z.number().optional(),
  below: z.number().optional(),
  /** Resolved when the measure is back on this side; a fifth inside the threshold if left out. */
  clear: z.number().optional(),
  /** How long it must last before it is raised or resolved. */
  forMinutes: z.number().int().min(0).max(10_080).default(0),
  severity: z.enum(['warning', 'critical']).default('warning'),
  /** Also told by a channel, e.g. a webhook or an e-mail address. */
  notify: z
    .array(z.strictObject({ channel: z.string().min(1).max(64), to: z.string().min(1).max(320) }))
    .max(5)
    .default([]),
});
export type AlertSpec = z.infer<typeof alertSpecSchema>;

/** A figure against what was usual at this hour of the week; `expected` is null while there is too little history. */
export const volumeSchema = z.object({
  events: z.number(),
  expected: z.number().nullable(),
  /** Robust standard deviations from the expected. */
  deviation: z.number().nullable(),
  weeks: z.number(),
});
export type Volume = z.infer<typeof volumeSchema>;

export const qualityStateSchema = z.enum(['ok', 'watch', 'bad', 'unknown']);
export type QualityState = z.infer<typeof qualityStateSchema>;

/** One thing that is not as it should be, and what to do. */
export const findingSchema = z.object({ state: qualityStateSchema, what: wordsSchema, todo: wordsSchema });
export type Finding = z.infer<typeof findingSchema>;

export const qualityRowSchema = z.object({
  source: z.string(),
  event: z.string(),
  title: wordsSchema.nullable(),
  state: qualityStateSchema,
  findings: z.array(findingSchema),
  events30d: z.number(),
  lastReceived: timeSchema,
  day: volumeSchema,
  hour: volumeSchema,
  /** received − happened of the last day's events, in seconds; null without events. */
  lateness: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  missingShare: z.number().nullable(),
  invalidShare: z.number().nullable(),
});
export type QualityRow = z.infer<typeof qualityRowSchema>;

export const sourceRowSchema = z.object({
  source: z.string(),
  state: qualityStateSchema,
  findings: z.array(findingSchema),
  received: z.number(),
  kept: z.number(),
  duplicateShare: z.number(),
  silenceHours: z.number(),
  lastReceived: timeSchema,
  quarantined: z.number(),
});
export type SourceRow = z.infer<typeof sourceRowSchema>;

export const alertRowSchema = z.object({
  id: z.string(),
  rule: z.string(),
  title: wordsSchema,
  source: z.string(),
  event: z.string(),
  measure: z.enum(measures),
  value: z.number(),
  threshold: z.number(),
  severity: z.enum(['warning', 'critical']),
  openedAt: timeSchema,
  resolvedAt: timeSchema.nullable(),
});
export type AlertRow = z.infer<typeof alertRowSchema>;

export const qualityAnswerSchema = z.object({
  now: timeSchema,
  refreshedAt: timeSchema.nullable(),
  sources: z.array(sourceRowSchema),
  rows: z.array(qualityRowSchema),
  alerts: z.array(alertRowSchema),
});
export type QualityAnswer = z.infer<typeof qualityAnswerSchema>;

export const propertyFillSchema = z.object({
  sampled: z.number(),
  properties: z.array(
    z.object({
      property: z.string(),
      missingShare: z.number(),
      types: z.array(z.object({ type: z.string(), share: z.number() })),
    }),
  ),
});
export type PropertyFill = z.infer<typeof propertyFillSchema>;

export const biasSchema = z.object({
  attribute: z.string(),
  psi: z.number(),
  verdict: z.enum(['same', 'shifted', 'different']),
  bands: z.array(z.object({ band: z.string(), whole: z.number(), seen: z.number() })),
});
export type Bias = z.infer<typeof biasSchema>;

export const coverageAnswerSchema = z.object({
  now: timeSchema,
  days: z.number(),
  event: z.string(),
  /** People with that event in those days. */
  people: z.number(),
  orders: z.number(),
  sources: z.array(
    z.object({
      source: z.string(),
      event: z.string().nullable(),
      people: z.number(),
      share: z.number(),
      orders: z.number(),
      orderShare: z.number(),
    }),
  ),
});
export type CoverageAnswer = z.infer<typeof coverageAnswerSchema>;

export const biasAnswerSchema = z.object({
  source: z.string(),
  event: z.string().nullable(),
  seen: z.number(),
  whole: z.number(),
  attributes: z.array(biasSchema),
});
export type BiasAnswer = z.infer<typeof biasAnswerSchema>;
