import { z } from 'zod';
import { wordsSchema } from '../../platform/schemas.ts';

/** Letters of any script, digits, `_ $ -` and spaces; not dots, which the log reads as levels. */
export const propertyName = z.string().regex(/^[\p{L}_$][\p{L}\p{N}_$ -]{0,63}$/u);

export const propertyTypes = ['string', 'number', 'integer', 'boolean', 'datetime', 'list', 'object'] as const;
export const propertyTypeSchema = z.enum(propertyTypes);
export type PropertyType = z.infer<typeof propertyTypeSchema>;

const remark = z.string().max(2000).optional();
/** The name in the brand's own tables. */
const column = z.string().max(200).optional();

const valueRules = {
  remark,
  type: propertyTypeSchema,
  unit: z.string().max(40).optional(),
  column,
  /** All there is; a value not among them breaks the plan. */
  values: z
    .array(z.union([z.string().max(200), z.number()]))
    .max(500)
    .optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** A regular expression that the whole text must fit. */
  pattern: z.string().max(200).optional(),
  /** Characters of a text, items of a list. */
  maxLength: z.int().min(0).max(100_000).optional(),
  /** sensitive: id numbers, health, whereabouts, … as the law names them. */
  personal: z.enum(['none', 'personal', 'sensitive']).default('none'),
};

/** Property: what a property means wherever it is used. */
export const propertySpecSchema = z.strictObject(valueRules);
export type PropertySpec = z.infer<typeof propertySpecSchema>;

export const planModeSchema = z.enum(['observe', 'enforce']);
export const leniencySchema = z.enum(['allow', 'observe', 'refuse']);

/** EventDefinition: one row of the tracking plan. */
export const eventDefinitionSpecSchema = z.strictObject({
  remark,
  owner: z.string().max(200).optional(),
  column,
  /** observe: what breaks the plan is stored and counted. enforce: it goes to quarantine. Default: TrackingPlan's. */
  mode: planModeSchema.optional(),
  /** Properties that are not defined here. Default: TrackingPlan's. */
  unknownProperties: leniencySchema.optional(),
  /** Shared properties: `order_id`, or `{ property: order_id, required: true }`. */
  uses: z
    .array(z.union([propertyName, z.strictObject({ property: propertyName, required: z.boolean().default(false) })]))
    .max(200)
    .default([]),
  properties: z
    .record(
      propertyName,
      z.strictObject({ title: wordsSchema.optional(), required: z.boolean().default(false), ...valueRules }),
    )
    .default({}),
});
export type EventDefinitionSpec = z.infer<typeof eventDefinitionSpecSchema>;

/** TrackingPlan `default`: what holds where a definition says nothing. */
export const trackingPlanSpecSchema = z.strictObject({
  remark,
  mode: planModeSchema.default('observe'),
  unknownProperties: leniencySchema.default('allow'),
  /** Events without a definition; Gyre's own, `$…`, are always welcome. */
  unknownEvents: leniencySchema.default('allow'),
});
export type TrackingPlanSpec = z.infer<typeof trackingPlanSpecSchema>;
