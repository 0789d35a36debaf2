import { z } from 'zod';
import { timeSchema, wordsSchema } from '../platform/schemas.ts';

/** EventDefinition: one row of the tracking plan. */
export const eventDefinitionSpecSchema = z.strictObject({
  remark: z.string().max(2000).optional(),
  owner: z.string().max(200).optional(),
  properties: z
    .record(
      z.string().regex(/^[A-Za-z_$][\w$]{0,63}$/),
      z.strictObject({
        title: wordsSchema.optional(),
        type: z.enum(['string', 'number', 'boolean', 'datetime']),
        required: z.boolean().default(false),
        unit: z.string().max(40).optional(),
        values: z.array(z.string().max(200)).max(200).optional(),
        personal: z.enum(['none', 'personal', 'sensitive']).default('none'),
      }),
    )
    .default({}),
});
export type EventDefinitionSpec = z.infer<typeof eventDefinitionSpecSchema>;

export const arrivalsAnswerSchema = z.object({
  now: timeSchema,
  /** Events received per bucket, oldest first. */
  buckets: z.array(z.object({ at: timeSchema, events: z.number() })),
  bucketSeconds: z.number(),
  total: z.number(),
  byName: z.array(
    z.object({
      name: z.string(),
      title: wordsSchema.nullable(),
      defined: z.boolean(),
      events: z.number(),
      people: z.number(),
      lastSeen: timeSchema,
    }),
  ),
  bySource: z.array(z.object({ source: z.string(), events: z.number(), lastSeen: timeSchema })),
});
export type ArrivalsAnswer = z.infer<typeof arrivalsAnswerSchema>;

export const loggedEventSchema = z.object({
  eventId: z.string(),
  name: z.string(),
  title: wordsSchema.nullable(),
  at: timeSchema,
  receivedAt: timeSchema,
  source: z.string(),
  profileId: z.string(),
  ids: z.record(z.string(), z.string()),
  properties: z.record(z.string(), z.unknown()),
  value: z.number().nullable(),
  currency: z.string(),
});
export type LoggedEvent = z.infer<typeof loggedEventSchema>;
export const eventsAnswerSchema = z.object({ events: z.array(loggedEventSchema), next: z.string().nullable() });

export const quarantineAnswerSchema = z.object({
  groups: z.array(
    z.object({ source: z.string(), reason: z.string(), title: wordsSchema, rows: z.number(), lastSeen: timeSchema }),
  ),
  total: z.number(),
});
export type QuarantineAnswer = z.infer<typeof quarantineAnswerSchema>;
export const quarantineRowsAnswerSchema = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      reason: z.string(),
      detail: z.string(),
      body: z.string(),
      receivedAt: timeSchema,
    }),
  ),
});
export type QuarantineRowsAnswer = z.infer<typeof quarantineRowsAnswerSchema>;
