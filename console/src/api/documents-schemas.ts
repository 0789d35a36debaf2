import { z } from 'zod';
import { timeSchema, wordsSchema } from '../../../src/platform/schemas.ts';

export const documentStateSchema = z.enum(['draft', 'checked', 'published', 'archived']);
export type DocumentState = z.infer<typeof documentStateSchema>;

export const kindsAnswerSchema = z.object({
  kinds: z.array(z.object({ kind: z.string(), title: wordsSchema, documents: z.number(), schema: z.unknown().optional() })),
});
export type KindsAnswer = z.infer<typeof kindsAnswerSchema>;

export const documentRowSchema = z.object({
  kind: z.string(),
  name: z.string(),
  title: wordsSchema,
  version: z.number(),
  state: documentStateSchema,
  updatedAt: timeSchema,
  updatedBy: z.string().nullable(),
});
export type DocumentRow = z.infer<typeof documentRowSchema>;
export const documentsAnswerSchema = z.object({ documents: z.array(documentRowSchema) });
export type DocumentsAnswer = z.infer<typeof documentsAnswerSchema>;

/** One thing wrong with a document: where, and how to mend it. */
export const documentProblemSchema = z.object({
  path: z.string(),
  line: z.number().nullish(),
  column: z.number().nullish(),
  message: wordsSchema,
});
export type DocumentProblem = z.infer<typeof documentProblemSchema>;

export const documentAnswerSchema = z.object({
  document: documentRowSchema,
  /** The whole document as people keep it in Git. */
  yaml: z.string(),
  problems: z.array(documentProblemSchema),
  history: z.array(z.object({ version: z.number(), state: documentStateSchema, at: timeSchema, by: z.string().nullable(), yaml: z.string() })),
});
export type DocumentAnswer = z.infer<typeof documentAnswerSchema>;
