import { z } from 'zod';

/** Words people read, complete in both languages. */
export const wordsSchema = z.object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) });
export type Words = z.infer<typeof wordsSchema>;

/** What people write of their own: one text for both languages, or one for each. */
export const textOrWordsSchema = (most: number) =>
  z.union([
    z.string().min(1).max(most),
    z.strictObject({ zh: z.string().min(1).max(most), en: z.string().min(1).max(most) }),
  ]);
export const asWords = (text: string | Words): Words => (typeof text === 'string' ? { zh: text, en: text } : text);
/** The same in an answer. */
export const longWordsSchema = z.object({ zh: z.string(), en: z.string() });

/** Why something failed, in both languages: as long as it needs to be. */
export const failureSchema = z.object({ zh: z.string(), en: z.string() });

/** An estimate with its 95 % interval: results are never a bare difference. */
export const intervalSchema = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof intervalSchema>;

/** UInt64 as decimal digits: JSON numbers cannot hold it. */
export const profileIdSchema = z.string().regex(/^\d{1,20}$/);

export const timeSchema = z.iso.datetime({ offset: true });

export const jobSchema = z.object({
  id: z.string(),
  kind: z.string(),
  label: wordsSchema,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  done: z.number(),
  total: z.number().nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  error: failureSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;
export const jobsAnswerSchema = z.object({ jobs: z.array(jobSchema) });
