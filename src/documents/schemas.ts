import { z } from 'zod';
import { errorAnswerSchema } from '../platform/http/schemas.ts';
import { timeSchema, wordsSchema } from '../platform/schemas.ts';

/** What the documents' endpoints take and answer. */

/**
 * An expression in a document: the text form, or the structured one. What it says is read and checked by the kind, which
 * knows the place and both languages.
 */
export const expressionSchema = z
  .union([z.string().min(1).max(10_000), z.record(z.string(), z.json())])
  .describe('count(order_paid, 90d) >= 2, or { count: order_paid, window: 90d, is: { ">=": 2 } }');
/** Marks a field as a condition in the JSON Schema of its kind, so that editors can offer their builder there. */
export const conditionFormat = { format: 'condition' } as const;
/** The same where a condition is expected. */
export const conditionSchema = expressionSchema.meta(conditionFormat);

export const documentStateSchema = z.enum(['draft', 'checked', 'published', 'archived']);

export const kindsAnswerSchema = z.object({
  kinds: z.array(
    z.object({
      kind: z.string(),
      plural: z.string(),
      title: wordsSchema,
      /** How many there are, archived ones left out. */
      documents: z.number(),
      /** JSON Schema of the spec. */
      schema: z.unknown().optional(),
    }),
  ),
});
export type KindsAnswer = z.infer<typeof kindsAnswerSchema>;

export const documentRowSchema = z.object({
  kind: z.string(),
  name: z.string(),
  title: wordsSchema,
  version: z.number(),
  state: documentStateSchema,
  /** Send it back with a change, so that nobody else's is lost. */
  revision: z.number(),
  updatedAt: timeSchema,
  updatedBy: z.string().nullable(),
});
export type DocumentRow = z.infer<typeof documentRowSchema>;
export const documentsAnswerSchema = z.object({ documents: z.array(documentRowSchema) });
export type DocumentsAnswer = z.infer<typeof documentsAnswerSchema>;

/** One thing wrong with a document: where, and how to mend it. */
export const documentProblemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  path: z.string(),
  /** In the YAML. */
  line: z.number().nullish(),
  column: z.number().nullish(),
  /** In the expression at `path`. */
  within: z.object({ line: z.number(), column: z.number() }).optional(),
  message: z.object({ zh: z.string(), en: z.string() }),
});

export const historyEntrySchema = z.object({
  version: z.number(),
  state: documentStateSchema,
  at: timeSchema,
  by: z.string().nullable(),
  yaml: z.string(),
});
export const historyAnswerSchema = z.object({ history: z.array(historyEntrySchema) });

export const documentAnswerSchema = z.object({
  document: documentRowSchema,
  spec: z.unknown(),
  /** The whole document as people keep it in Git. */
  yaml: z.string(),
  problems: z.array(documentProblemSchema),
  history: z.array(historyEntrySchema),
});
export type DocumentAnswer = z.infer<typeof documentAnswerSchema>;

const revisionSchema = z
  .int()
  .min(0)
  .optional()
  .describe('The revision the writer has read; 0 when there is no document yet');
export const saveDraftSchema = z.union([
  z.strictObject({ title: wordsSchema, spec: z.unknown(), revision: revisionSchema }),
  z.strictObject({ yaml: z.string().max(300_000), revision: revisionSchema }),
]);

export const differencesAnswerSchema = z.object({
  differences: z.array(
    z.object({
      type: z.enum(['added', 'removed', 'changed']),
      path: z.string(),
      before: z.unknown().optional(),
      after: z.unknown().optional(),
    }),
  ),
});

/** A refusal that has more than one reason. */
export const refusalSchema = errorAnswerSchema.extend({
  problems: z.array(documentProblemSchema.extend({ kind: z.string(), name: z.string() })),
});

export const applySchema = z.strictObject({
  yaml: z.string().max(4_194_304),
  file: z.string().max(200).optional().describe('For messages'),
  dryRun: z.boolean().default(false),
});

export const applyAnswerSchema = z.object({
  /** False for a dry run and when anything has an error. */
  applied: z.boolean(),
  documents: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      file: z.string(),
      line: z.number(),
      outcome: z.enum(['created', 'updated', 'unchanged', 'problem']),
      version: z.number().nullable(),
      problems: z.array(documentProblemSchema),
    }),
  ),
  /** Of the YAML itself. */
  problems: z.array(documentProblemSchema.extend({ file: z.string() })),
});
export type ApplyAnswer = z.infer<typeof applyAnswerSchema>;
