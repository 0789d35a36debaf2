import { z } from 'zod';
import { timeSchema, wordsSchema } from '../../platform/schemas.ts';

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

const countPerDay = z.array(z.number());

/** The tracking plan beside what really arrives. */
export const planAnswerSchema = z.object({
  now: timeSchema,
  /** Days that `events`, `violations` and `violationsByDay` look back, today included. */
  days: z.number(),
  workspace: trackingPlanSpecSchema,
  defined: z.array(
    z.object({
      name: z.string(),
      title: wordsSchema,
      owner: z.string().nullable(),
      column: z.string().nullable(),
      mode: planModeSchema,
      properties: z.number(),
      events: z.number(),
      lastSeen: timeSchema.nullable(),
      violations: z.number(),
      /** Oldest first. */
      violationsByDay: countPerDay,
      /** A version that is not in force yet. */
      hasDraft: z.boolean(),
    }),
  ),
  /** Names that arrive and nobody has defined, the most frequent first. */
  discovered: z.array(
    z.object({
      name: z.string(),
      events: z.number(),
      firstSeen: timeSchema,
      lastSeen: timeSchema,
      sources: z.array(z.string()),
      /** False when the name itself does not fit a document: rename it at its source. */
      definable: z.boolean(),
      hasDraft: z.boolean(),
    }),
  ),
});
export type PlanAnswer = z.infer<typeof planAnswerSchema>;

const violationCountSchema = z.object({
  what: z.string(),
  property: z.string(),
  title: wordsSchema,
  source: z.string(),
  events: z.number(),
});

/** What a property turned out to be in a sample of events. */
export const seenPropertySchema = z.object({
  name: z.string(),
  /** Share of the sampled events that carry it. */
  share: z.number(),
  /** Kinds of values seen, the commonest first. */
  types: z.array(z.object({ type: propertyTypeSchema, share: z.number() })),
  /** Up to eight, the commonest first; none of what looks personal. */
  examples: z.array(z.string()),
  /** All values, when there are few of them and they repeat. */
  values: z.array(z.string()).nullable(),
  distinct: z.number(),
  personal: z.enum(['none', 'personal', 'sensitive']),
});
export type SeenProperty = z.infer<typeof seenPropertySchema>;

/** One event: what the plan says and what arrives. */
export const planEventAnswerSchema = z.object({
  now: timeSchema,
  days: z.number(),
  name: z.string(),
  title: wordsSchema.nullable(),
  definition: z
    .object({
      version: z.number(),
      remark: z.string().nullable(),
      owner: z.string().nullable(),
      column: z.string().nullable(),
      mode: planModeSchema,
      unknownProperties: leniencySchema,
      properties: z.array(
        z.object({
          name: propertyName,
          title: wordsSchema.nullable(),
          shared: z.boolean(),
          required: z.boolean(),
          spec: propertySpecSchema,
        }),
      ),
    })
    .nullable(),
  hasDraft: z.boolean(),
  definable: z.boolean(),
  events: z.number(),
  sampled: z.number(),
  firstSeen: timeSchema.nullable(),
  lastSeen: timeSchema.nullable(),
  bySource: z.array(z.object({ source: z.string(), events: z.number() })),
  seen: z.array(seenPropertySchema),
  violations: z.array(violationCountSchema),
  violationsByDay: countPerDay,
});
export type PlanEventAnswer = z.infer<typeof planEventAnswerSchema>;

export const tryPlanAskSchema = z.strictObject({
  name: z.string().min(1).max(200),
  /** A version of the definition; left out: the one `spec` says, or the draft, or the one in force. */
  version: z.int().min(1).optional(),
  spec: z.unknown().optional(),
  days: z.int().min(1).max(90).default(7),
});
export const tryPlanAnswerSchema = z.object({
  days: z.number(),
  events: z.number(),
  /** Events that would have broken the plan, whatever its mode. */
  broken: z.number(),
  /** Of these, kept out of the log. */
  refused: z.number(),
  violations: z.array(z.object({ what: z.string(), property: z.string(), title: wordsSchema, events: z.number() })),
});
export type TryPlanAnswer = z.infer<typeof tryPlanAnswerSchema>;

export const draftAskSchema = z.strictObject({
  name: z.string().min(1).max(200),
  /** Add these to the definition that is there; left out: draft a whole definition. */
  properties: z.array(propertyName).max(200).optional(),
});
export const draftAnswerSchema = z.object({ kind: z.string(), name: z.string(), version: z.number() });
