import { z } from 'zod';
import { timeSchema, wordsSchema } from '../platform/schemas.ts';

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
