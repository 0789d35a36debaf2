import { z } from 'zod';
import { timeSchema, wordsSchema } from '../../platform/schemas.ts';

/** Where in a body: `properties.amount`, `timestamp`, a column of an imported row. */
const pathSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((path) => !/(^|\.)(__proto__|constructor|prototype)(\.|$)/.test(path), 'not a place in a body');
const plainValue = z.union([z.string().max(2000), z.number(), z.boolean()]);

export const timeFormats = ['iso', 'epoch_s', 'epoch_ms', 'ymd', 'dmy', 'mdy'] as const;

/** One change to every body of a group. A step that does not fit a body leaves it as it is. */
export const mendStepSchema = z.discriminatedUnion('type', [
  /** Moves a value; what stood at `to` is replaced. */
  z.strictObject({ type: z.literal('rename'), from: pathSchema, to: pathSchema }),
  z.strictObject({ type: z.literal('rename_event'), to: z.string().min(1).max(200) }),
  z.strictObject({
    type: z.literal('cast'),
    path: pathSchema,
    to: z.enum(['string', 'number', 'integer', 'boolean', 'list']),
  }),
  z.strictObject({
    type: z.literal('set'),
    path: pathSchema,
    value: plainValue,
    when: z.enum(['missing', 'always']).default('missing'),
  }),
  z.strictObject({
    type: z.literal('map'),
    path: pathSchema,
    /** As text → what it becomes. */
    values: z.record(z.string().max(200), plainValue).refine((map) => Object.keys(map).length <= 500, 'at most 500'),
  }),
  z.strictObject({ type: z.literal('remove'), path: pathSchema }),
  z.strictObject({
    type: z.literal('time'),
    path: pathSchema,
    /** How it is written now: ymd `2026/3/5 14:05`, dmy `5.3.2026`, mdy `3/5/2026`; Chinese 年月日 are read as ymd. */
    format: z.enum(timeFormats),
    /** Of times that name no zone. */
    offset: z
      .string()
      .regex(/^[+-]\d\d:\d\d$/)
      .default('+08:00'),
  }),
]);
export type MendStep = z.infer<typeof mendStepSchema>;
export const mendStepsSchema = z.array(mendStepSchema).max(20);

export const quarantineStates = ['open', 'replayed', 'discarded'] as const;
export const quarantineStateSchema = z.enum(quarantineStates);
export type QuarantineState = z.infer<typeof quarantineStateSchema>;

/** The rows an action is about. */
export const quarantineGroupSchema = z.strictObject({
  source: z.string().max(100),
  reason: z.string().max(200),
  /** Left out: of any event. */
  name: z.string().max(200).optional(),
  rowIds: z.array(z.uuid()).min(1).max(500).optional(),
});
export type QuarantineGroup = z.infer<typeof quarantineGroupSchema>;

export const quarantineAnswerSchema = z.object({
  groups: z.array(
    z.object({
      source: z.string(),
      reason: z.string(),
      name: z.string(),
      format: z.string(),
      title: wordsSchema,
      rows: z.number(),
      firstSeen: timeSchema,
      lastSeen: timeSchema,
    }),
  ),
  /** Rows in the state asked for. */
  total: z.number(),
  byState: z.object({ open: z.number(), replayed: z.number(), discarded: z.number() }),
});
export type QuarantineAnswer = z.infer<typeof quarantineAnswerSchema>;

export const quarantineRowsAnswerSchema = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      reason: z.string(),
      name: z.string(),
      format: z.string(),
      state: quarantineStateSchema,
      detail: z.string(),
      body: z.string(),
      /** As it first came, when it was mended and failed again. */
      firstBody: z.string().nullable(),
      receivedAt: timeSchema,
    }),
  ),
  next: z.string().nullable(),
});
export type QuarantineRowsAnswer = z.infer<typeof quarantineRowsAnswerSchema>;

const outcomeSchema = z.object({
  /** Null: the row passes. */
  reason: z.string().nullable(),
  title: wordsSchema.nullable(),
  detail: z.string(),
});

export const previewAskSchema = z.strictObject({ group: quarantineGroupSchema, steps: mendStepsSchema.default([]) });
export const previewAnswerSchema = z.object({
  /** Open rows of the group, and how many of them were tried. */
  rows: z.number(),
  tried: z.number(),
  passes: z.number(),
  fails: z.array(z.object({ reason: z.string(), title: wordsSchema, rows: z.number() })),
  samples: z.array(z.object({ id: z.string(), before: z.string(), after: z.string(), outcome: outcomeSchema })),
});
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;

export const runAskSchema = z.strictObject({
  group: quarantineGroupSchema,
  action: z.enum(['replay', 'discard', 'reopen']),
  steps: mendStepsSchema.default([]),
});
export type RunAsk = z.infer<typeof runAskSchema>;

export const quarantineRunSchema = z.object({
  id: z.string(),
  action: z.enum(['replay', 'discard', 'reopen']),
  group: quarantineGroupSchema,
  title: wordsSchema,
  steps: mendStepsSchema,
  by: z.string().nullable(),
  state: z.enum(['running', 'done']),
  /** Rows of the group when it began; tried so far; of these, how many are dealt with. */
  rows: z.number(),
  tried: z.number(),
  passed: z.number(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});
export type QuarantineRun = z.infer<typeof quarantineRunSchema>;
export const quarantineRunAnswerSchema = z.object({ run: quarantineRunSchema });
export const quarantineRunsAnswerSchema = z.object({ runs: z.array(quarantineRunSchema) });
export type QuarantineRunsAnswer = z.infer<typeof quarantineRunsAnswerSchema>;
