import { z } from 'zod';
import { jobSchema, profileIdSchema, timeSchema, wordsSchema, longWordsSchema } from '../../platform/schemas.ts';

/** Everybody's values of one feature in one snapshot, in figures. Those without a value count as missing and nowhere else. */
export const featureFiguresSchema = z.object({
  people: z.number(),
  missing: z.number(),
  /** Null where nobody has a value. */
  spread: z
    .object({
      mean: z.number(),
      deviation: z.number(),
      least: z.number(),
      most: z.number(),
      /** By rising level; each is a value that somebody has, its rank right to 0.1 %. */
      quantiles: z.array(z.object({ level: z.number(), value: z.number() })),
    })
    .nullable(),
  /** People by value: band i is [edges[i-1], edges[i]), the first has no beginning and the last no end. */
  histogram: z.object({ edges: z.array(z.number()), people: z.array(z.number()) }),
});
export type FeatureFigures = z.infer<typeof featureFiguresSchema>;

export const driftSchema = z.object({
  /** Population stability index; below 0.1 the same, from 0.25 on different. */
  psi: z.number(),
  verdict: z.enum(['same', 'shifted', 'different']),
  /** Shares of people by band of the earlier values, among the earlier and among the present; one band is those without a value. */
  bands: z.array(z.object({ band: z.string(), whole: z.number(), seen: z.number() })),
});
export type Drift = z.infer<typeof driftSchema>;

export const snapshotSchema = z.object({ name: z.string(), asOf: timeSchema, builtAt: timeSchema, people: z.number() });
export type Snapshot = z.infer<typeof snapshotSchema>;

const useSchema = z.object({ kind: z.string(), name: z.string(), title: wordsSchema });
export type FeatureUse = z.infer<typeof useSchema>;

export const catalogueFeatureSchema = z.object({
  name: z.string(),
  title: wordsSchema,
  version: z.number(),
  expression: z.string(),
  /** What the expression says, for people. */
  meaning: z.object({ zh: z.string(), en: z.string() }),
  unit: longWordsSchema.nullable(),
  remark: longWordsSchema.nullable(),
  /** Models first, then what leans on them. */
  usedBy: z.array(useSchema),
  /** In the latest snapshot; null when it was taken before the feature was there. */
  figures: featureFiguresSchema.nullable(),
  /** Against the snapshot before. */
  drift: driftSchema.nullable(),
});
export type CatalogueFeature = z.infer<typeof catalogueFeatureSchema>;

export const featuresAnswerSchema = z.object({
  features: z.array(catalogueFeatureSchema),
  /** The latest first. */
  snapshots: z.array(snapshotSchema),
  /** The snapshot being taken, or the last attempt. */
  job: jobSchema.nullable(),
});
export type FeaturesAnswer = z.infer<typeof featuresAnswerSchema>;

export const featureAnswerSchema = z.object({
  feature: catalogueFeatureSchema,
  snapshot: snapshotSchema.nullable(),
  /** The snapshot that `feature.drift` compares with. */
  before: snapshotSchema.nullable(),
  /** For each model that uses it: the people it is for, as it learned them and now. */
  models: z.array(
    z.object({ model: z.string(), title: wordsSchema, trainedAsOf: timeSchema, drift: driftSchema.nullable() }),
  ),
  /** Over all snapshots, the oldest first. */
  history: z.array(
    z.object({
      asOf: timeSchema,
      missingShare: z.number(),
      /** Null where nobody had a value. */
      low: z.number().nullable(),
      median: z.number().nullable(),
      high: z.number().nullable(),
      psi: z.number().nullable(),
    }),
  ),
});
export type FeatureAnswer = z.infer<typeof featureAnswerSchema>;

export const featurePeopleAnswerSchema = z.object({
  people: z.array(z.object({ profileId: profileIdSchema, id: z.string(), value: z.number().nullable() })),
});
export type FeaturePeopleAnswer = z.infer<typeof featurePeopleAnswerSchema>;
