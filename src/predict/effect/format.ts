import { z } from 'zod';
import { gbdtModelSchema } from '../gbdt/format.ts';

const intervalSchema = z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() });

/** What can be done to a person: an offer by a channel. Descriptors are what treatments are compared by. */
export const treatmentSchema = z.strictObject({ name: z.string(), descriptors: z.array(z.number()) });
export type Treatment = Readonly<z.infer<typeof treatmentSchema>>;

/** What the business believes before seeing data: a treatment changes the outcome by `effect`, give or take `sd`. */
export const effectPriorSchema = z.strictObject({ effect: z.number(), sd: z.number().gt(0) });
export type EffectPrior = Readonly<z.infer<typeof effectPriorSchema>>;

/** How effects did on randomised rows that had no part in estimating them. All values are per head. */
export const effectReportSchema = z.strictObject({
  rows: z.int(),
  treatments: z.array(
    z.strictObject({
      name: z.string(),
      rows: z.int(),
      /** Mean effect measured on these rows. */
      measured: intervalSchema,
      /** Mean effect predicted for them. */
      predicted: z.number(),
      /** Area over random targeting; see metrics/uplift.ts. */
      qini: z.number(),
      upliftTopFifth: z.number(),
    }),
  ),
  /** What each policy gains over treating nobody, costs taken off. */
  policies: z.strictObject({ model: intervalSchema, bestSingle: intervalSchema, random: intervalSchema }),
  /** Share of rows the model's policy treats. */
  treatedShare: z.number(),
});
export type EffectReport = z.infer<typeof effectReportSchema>;

const armSchema = z.strictObject({
  name: z.string(),
  rows: z.int(),
  /** Measured against the untreated rows; null when either side is empty. */
  measured: z.number().nullable(),
  standardError: z.number().nullable(),
  /** After shrinkage: what is used. */
  effect: z.number(),
});
export type Arm = z.infer<typeof armSchema>;

/**
 * effect of treatment a on x = arms[a].effect + scale · heterogeneity(x, baseline(x), descriptors of a).
 * `basis` says what the numbers rest on: the declared prior, treatment means, or trees on top of the means.
 */
export const effectModelSchema = z.strictObject({
  format: z.literal('gyre-effect'),
  version: z.literal(1),
  basis: z.enum(['prior', 'means', 'trees']),
  reason: z.strictObject({ en: z.string(), zh: z.string() }),
  prior: effectPriorSchema,
  features: z.array(z.string()),
  treatments: z.array(treatmentSchema),
  arms: z.array(armSchema),
  /** E[outcome | x] over all arms as assigned; null when it was not fitted. */
  baseline: gbdtModelSchema.nullable(),
  heterogeneity: z
    .strictObject({
      trees: gbdtModelSchema,
      scale: z.number(),
      /** Slope of held-out pseudo-effects on predicted ones: 1 is right, 0 is noise. */
      slope: z.number(),
      slopeError: z.number(),
    })
    .nullable(),
  report: effectReportSchema.nullable(),
});
export type EffectModel = z.infer<typeof effectModelSchema>;
