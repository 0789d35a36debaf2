import { z } from 'zod';
import { conditionFormat } from '../documents/schemas.ts';
import { groupNameSchema, resultsSchema } from '../measure/schemas.ts';
import { intervalSchema, jobSchema, profileIdSchema, timeSchema, wordsSchema } from '../platform/schemas.ts';

const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/);
const shareSchema = z
  .string()
  .regex(/^\d{1,3}(\.\d+)? ?%$/, 'a share such as "10%"')
  .refine((text) => Number.parseFloat(text) <= 100, 'a share is at most 100%');

/** Program: one closed loop as one document. */
export const programSpecSchema = z.strictObject({
  goal: z.strictObject({
    event: z.string().min(1).max(100),
    /** Property of the goal event that is its margin, in the currency's major unit. */
    value: z
      .string()
      .regex(/^\w{1,64}$/)
      .default('margin'),
    horizonDays: z.number().int().min(1).max(365),
  }),
  who: z.strictObject({ condition: z.string().min(1).max(4000).meta(conditionFormat) }),
  model: nameSchema,
  offers: z.array(nameSchema).min(1).max(40),
  channels: z.array(nameSchema).min(1).max(10),
  limits: z.strictObject({
    budget: z.string().regex(/^\d{1,12}(\.\d{1,2})? [A-Z]{3}$/, 'an amount such as "50000 CNY"'),
    contact: z
      .strictObject({ days: z.number().int().min(1).max(365), max: z.number().int().min(1).max(50) })
      .optional(),
    capacity: z.record(nameSchema, z.number().int().min(0)).default({}),
  }),
  groups: z
    .strictObject({
      holdout: shareSchema,
      random: shareSchema,
      rule: z.strictObject({
        share: shareSchema,
        name: z.enum(['rfm-top']).default('rfm-top'),
        offer: nameSchema.optional(),
        channel: nameSchema.optional(),
      }),
      model: shareSchema,
    })
    .refine(
      (groups) =>
        Math.abs(
          [groups.holdout, groups.random, groups.rule.share, groups.model].reduce(
            (sum, share) => sum + Number.parseFloat(share),
            0,
          ) - 100,
        ) < 1e-9,
      'the shares of holdout, random, rule and model add up to 100%',
    ),
  /** Share of the model group that gets a random eligible choice, so that the next model can learn. */
  exploration: shareSchema.default('0%'),
  /** What its messages are sent for: whoever has not agreed to this purpose is no candidate and gets none. */
  purpose: nameSchema.default('marketing'),
  /** Which of an offer's texts is sent. */
  language: z.enum(['zh', 'en']).default('zh'),
  schedule: z.enum(['manual', 'daily', 'weekly', 'monthly']).default('manual'),
});
export type ProgramSpec = z.infer<typeof programSpecSchema>;

export const roundStepNames = ['features', 'train', 'score', 'plan', 'issue', 'deliver', 'await', 'measure'] as const;
export const stepSchema = z.object({
  name: z.enum(roundStepNames),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** What the step did, in numbers: people, rows, messages… */
  figures: z.record(z.string(), z.number()),
});
export type Step = z.infer<typeof stepSchema>;

export const roundSummarySchema = z.object({
  round: z.number().int(),
  asOf: timeSchema,
  horizonEnd: timeSchema,
  state: z.enum(['running', 'waiting', 'done', 'failed']),
  people: z.number(),
  budgetMinor: z.number(),
  spentMinor: z.number(),
  /** Model group against holdout, net margin in total; null until measured. */
  earnedMinor: intervalSchema.nullable(),
  /** What a reader must know of it, such as that it went on without a model. */
  notes: z.array(wordsSchema),
});
export type RoundSummary = z.infer<typeof roundSummarySchema>;

export const programRowSchema = z.object({
  name: nameSchema,
  title: wordsSchema,
  state: z.enum(['draft', 'checked', 'published', 'archived']),
  currency: z.string(),
  rounds: z.array(roundSummarySchema),
  /** Pooled over the measured rounds. */
  earnedMinor: intervalSchema.nullable(),
});
export const programsAnswerSchema = z.object({ programs: z.array(programRowSchema) });
export type ProgramsAnswer = z.infer<typeof programsAnswerSchema>;

export const programAnswerSchema = programRowSchema.extend({
  spec: programSpecSchema,
  offers: z.array(z.object({ name: z.string(), title: wordsSchema })),
  channels: z.array(z.object({ name: z.string(), title: wordsSchema })),
  /** All measured rounds together. */
  pooled: resultsSchema.nullable(),
});
export type ProgramAnswer = z.infer<typeof programAnswerSchema>;

export const roundAnswerSchema = roundSummarySchema.extend({
  program: z.string(),
  title: wordsSchema,
  currency: z.string(),
  steps: z.array(stepSchema),
  error: wordsSchema.nullable(),
  /** Those that the day's capacity of their channel has no room for, and when the first may go out. */
  messagesWaiting: z.object({ messages: z.number(), until: timeSchema }).nullable(),
  plan: z
    .object({
      people: z.number(),
      candidates: z.number(),
      chosen: z.number(),
      budgetMinor: z.number(),
      plannedCostMinor: z.number(),
      plannedValueMinor: z.number(),
      /** No plan can be worth more than this (the dual bound). */
      boundMinor: z.number(),
      /** (bound − value) / bound. */
      gap: z.number(),
      prices: z.array(z.object({ resource: z.string(), price: z.number(), used: z.number(), limit: z.number() })),
      offers: z.array(
        z.object({
          offer: z.string(),
          title: wordsSchema,
          channel: z.string(),
          group: groupNameSchema,
          people: z.number(),
          plannedCostMinor: z.number(),
        }),
      ),
    })
    .nullable(),
  model: z
    .object({
      name: z.string(),
      title: wordsSchema,
      version: z.string(),
      trainedAt: timeSchema,
      rows: z.number(),
      positives: z.number(),
      auc: z.number(),
      logLoss: z.number(),
      liftTopDecile: z.number(),
      calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), rows: z.number() })),
      importance: z.array(z.object({ feature: z.string(), title: wordsSchema, share: z.number() })),
      /** How treatment effects were learned: from how many randomised rows, with which held-out quality. */
      effect: z
        .object({ rows: z.number(), method: z.enum(['prior', 'means', 'trees', 'uses']), qini: z.number().nullable() })
        .nullable(),
    })
    .nullable(),
  results: resultsSchema.nullable(),
});
export type RoundAnswer = z.infer<typeof roundAnswerSchema>;

export const decisionSchema = z.object({
  decisionId: z.string(),
  profileId: profileIdSchema,
  /** The person's most telling identifier, e.g. user_id. */
  person: z.string(),
  program: z.string(),
  round: z.number(),
  at: timeSchema,
  group: groupNameSchema,
  /** null: nothing is sent. */
  offer: z.string().nullable(),
  channel: z.string().nullable(),
  score: z.number().nullable(),
  valueMinor: z.number(),
  costMinor: z.number(),
  /** Probability with which this choice was drawn. */
  propensity: z.number(),
  candidates: z.array(
    z.object({
      offer: z.string(),
      channel: z.string(),
      valueMinor: z.number(),
      costMinor: z.number(),
      netMinor: z.number(),
      chosen: z.boolean(),
    }),
  ),
  /** Why this one and why not the others, ready to read. */
  reasons: z.array(wordsSchema),
});
export type Decision = z.infer<typeof decisionSchema>;
export const decisionsAnswerSchema = z.object({ decisions: z.array(decisionSchema), next: z.string().nullable() });
export type DecisionsAnswer = z.infer<typeof decisionsAnswerSchema>;

export const homeAnswerSchema = z.object({
  workspace: z.object({
    title: wordsSchema,
    now: timeSchema,
    currency: z.string(),
    demo: z.boolean(),
    empty: z.boolean(),
  }),
  /** One entry per step of the loop, over the last 30 days. */
  loop: z.array(
    z.object({
      room: z.enum(['collect', 'identify', 'profile', 'predict', 'decide', 'act', 'measure']),
      state: z.enum(['ok', 'attention', 'broken', 'idle']),
      figure: z.number(),
      label: wordsSchema,
      detail: wordsSchema,
    }),
  ),
  earned: z.array(
    z.object({
      program: z.string(),
      title: wordsSchema,
      rounds: z.array(roundSummarySchema),
      pooledMinor: intervalSchema.nullable(),
      versusRandomMinor: intervalSchema.nullable(),
    }),
  ),
  next: z.array(
    z.object({
      id: z.string(),
      title: wordsSchema,
      reason: wordsSchema,
      action: z.discriminatedUnion('type', [
        z.object({ type: z.literal('open'), to: z.string(), label: wordsSchema }),
        z.object({ type: z.literal('run_round'), program: z.string(), label: wordsSchema }),
      ]),
    }),
  ),
  jobs: z.array(jobSchema),
});
export type HomeAnswer = z.infer<typeof homeAnswerSchema>;
