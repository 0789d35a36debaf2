import { z } from 'zod';
import { effectReportSchema } from '../effect/format.ts';
import { gbdtModelSchema } from '../gbdt/format.ts';

/** A treatment, and the benefit it offers: treatments of one benefit are believed to work alike. */
export const respondedTreatmentSchema = z.strictObject({
  name: z.string(),
  benefit: z.string(),
  descriptors: z.array(z.number()),
});
export type RespondedTreatment = Readonly<z.infer<typeof respondedTreatmentSchema>>;

/**
 * What a treatment that offers a benefit changes, anchored in how often the benefit is used:
 *
 *     effect(x, a) = kept(benefit of a) · use(x, a) − displaced · baseline(x)      extra orders
 *     worth(a)     = typical margin of an order that used the benefit of a, minor units
 */
export const responseModelSchema = z.strictObject({
  format: z.literal('gyre-response'),
  version: z.literal(1),
  features: z.array(z.string()),
  treatments: z.array(respondedTreatmentSchema),
  /** P(the benefit is used | x, treatment), learned from the treated. */
  use: gbdtModelSchema,
  /** P(order | x) as people were treated then. */
  baseline: gbdtModelSchema,
  /** Share of uses that are extra orders, before the displaced are taken off; by treatment. */
  kept: z.array(z.number()),
  /** Share of the orders that would have come anyway which the treatment displaces: paid with the benefit, or lost. */
  displaced: z.number(),
  /** By treatment. */
  worthMinor: z.array(z.number()),
  rows: z.int(),
  uses: z.int(),
  report: effectReportSchema,
});
export type ResponseModel = z.infer<typeof responseModelSchema>;
