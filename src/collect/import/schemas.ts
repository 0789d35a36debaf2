import { z } from 'zod';
import { failureSchema, timeSchema, wordsSchema } from '../../platform/schemas.ts';

export const previewRowSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('event'),
    name: z.string(),
    at: timeSchema,
    ids: z.record(z.string(), z.string()),
    properties: z.record(z.string(), z.unknown()),
    value: z.number().nullable(),
    currency: z.string(),
  }),
  z.object({ type: z.literal('refused'), reason: z.string(), detail: z.string(), body: z.string() }),
]);
export type PreviewRow = z.infer<typeof previewRowSchema>;

/** What an import would do. */
export const importPreviewSchema = z.object({
  rows: z.number(),
  /** Rows that were judged; fewer than `rows` when there are many. The figures below are about these. */
  judged: z.number(),
  events: z.number(),
  quarantined: z.number(),
  reasons: z.record(z.string(), z.number()),
  /** The same reasons in words. */
  titles: z.record(z.string(), wordsSchema),
  /** Events that are in the log already, so that importing them changes nothing. */
  alreadyLogged: z.number(),
  /** Distinct strongest identifiers, and how many of them the log has never seen. */
  people: z.number(),
  newPeople: z.number(),
  sample: z.array(previewRowSchema).readonly(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const importReportSchema = z.object({
  id: z.string(),
  rows: z.number(),
  events: z.number(),
  /** Of these, those that were in the log before; the others are new. Reports of earlier versions do not say. */
  alreadyLogged: z.number().optional(),
  quarantined: z.number(),
  /** Rows of the quarantine by reason. */
  reasons: z.record(z.string(), z.number()),
  seconds: z.number(),
});

export type ImportReport = z.infer<typeof importReportSchema>;

export const importRunSchema = z.object({
  id: z.string(),
  title: z.string(),
  source: z.string(),
  byWhom: z.string().nullable(),
  state: z.enum(['reading', 'read', 'writing', 'done', 'failed', 'discarded']),
  rows: z.number(),
  bytes: z.number(),
  /** Pieces written, of how many. */
  done: z.number(),
  pieces: z.number().nullable(),
  report: importReportSchema.nullable(),
  error: failureSchema.nullable(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});
export type ImportRunAnswer = z.infer<typeof importRunSchema>;
export const importsAnswerSchema = z.object({ imports: z.array(importRunSchema) });
export type ImportsAnswer = z.infer<typeof importsAnswerSchema>;

/** A column of a file that has been read: what it holds, and what that looks like. */
export const foundColumnSchema = z.object({
  name: z.string(),
  guess: z.enum(['time', 'number', 'phone', 'email', 'id_card', 'identifier', 'text', 'empty']),
  examples: z.array(z.string()),
});
export type FoundColumn = z.infer<typeof foundColumnSchema>;

/** A file that has been read and waits for its mapping. */
export const stagedAnswerSchema = z.object({
  import: importRunSchema,
  columns: z.array(foundColumnSchema),
  /** A mapping to begin with, as YAML. */
  suggestion: z.string(),
});
export type StagedAnswer = z.infer<typeof stagedAnswerSchema>;
