import { z } from 'zod';
import { calibratorSchema } from './calibrate.ts';
import { gbdtModelSchema } from './gbdt/format.ts';

/** How good a propensity model is on rows it was neither trained, tuned nor calibrated on. */
export const propensityReportSchema = z.strictObject({
  rows: z.int(),
  positives: z.int(),
  auc: z.number().nullable(),
  /** 95 % interval; null, like the AUC, unless both outcomes occur. */
  aucInterval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  logLoss: z.number(),
  brier: z.number(),
  /** Rate of positives among the best-scored 10 % over the rate of all; null without positives. */
  liftTopDecile: z.number().nullable(),
  gains: z.array(z.strictObject({ share: z.number(), captured: z.number() })),
  calibration: z.array(z.strictObject({ rows: z.int(), predicted: z.number(), observed: z.number() })),
  /** Expected calibration error over those bins. */
  ece: z.number(),
});
export type PropensityReport = z.infer<typeof propensityReportSchema>;

export const featureImportanceSchema = z.strictObject({
  name: z.string(),
  /** Mean |TreeSHAP contribution| over test rows, in log odds. */
  contribution: z.number(),
  /** Share of the training loss reduction. */
  gain: z.number(),
});
export type FeatureImportance = z.infer<typeof featureImportanceSchema>;

/** A fitted propensity model: probability = calibrator(margin of the trees). */
export const propensityModelSchema = z.strictObject({
  format: z.literal('gyre-propensity'),
  version: z.literal(1),
  trees: gbdtModelSchema,
  calibrator: calibratorSchema,
  report: propensityReportSchema.extend({
    trainRows: z.int(),
    trainPositives: z.int(),
    /** Trees kept by early stopping. */
    bestIteration: z.int(),
    /** What the search tried, and the log loss each reached on the tuning rows. */
    search: z.array(
      z.strictObject({ depth: z.int(), minHessian: z.number(), l2: z.number(), trees: z.int(), logLoss: z.number() }),
    ),
    featureImportance: z.array(featureImportanceSchema),
  }),
});
export type PropensityModel = z.infer<typeof propensityModelSchema>;
