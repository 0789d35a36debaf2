import { z } from 'zod';
import { conditionFormat } from '../documents/schemas.ts';

const documentNameSchema = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/);
const eventNameSchema = z.string().min(1).max(100);
const propertySchema = z.string().regex(/^\w{1,64}$/);
const triedSchema = (value: z.ZodNumber): z.ZodOptional<z.ZodArray<z.ZodNumber>> =>
  z.array(value).min(1).max(6).optional();

/** Model: what will happen (goal), to whom, within what horizon. Declared, not coded. */
export const modelSpecSchema = z.strictObject({
  goal: z.strictObject({
    event: eventNameSchema,
    /** Which of these events count: a condition on their properties. */
    where: z.string().min(1).max(2000).optional(),
    /** Property that says what one is worth, such as its margin. */
    value: propertySchema.optional(),
  }),
  /** A condition, as of each training date and of the day of scoring. */
  who: z.string().min(1).max(4000).meta(conditionFormat),
  horizonDays: z.int().min(1).max(365),
  /** Names of Feature documents, or all that are published. */
  features: z.union([z.literal('all'), z.array(documentNameSchema).min(1).max(500)]).default('all'),
  /** How many past dates are learned from, and how far apart. The latest whose outcome is known validates. */
  training: z
    .strictObject({ dates: z.int().min(1).max(60), stepDays: z.int().min(1).max(365) })
    .default({ dates: 6, stepDays: 30 }),
  /** Where randomised history says who got what: an event whose property names the treatment, or the control. */
  effect: z
    .strictObject({
      treatmentEvent: eventNameSchema,
      property: propertySchema,
      control: z.string().min(1).max(100),
      channelProperty: propertySchema.default('channel'),
      /** Property that a goal event has when it used a benefit. With it effects are anchored in uses. */
      usedProperty: propertySchema.optional(),
    })
    .optional(),
  /** Values to try instead of the usual ones; every combination is trained. */
  search: z
    .strictObject({
      depth: triedSchema(z.int().min(1).max(10)),
      minHessian: triedSchema(z.number().min(0)),
      l2: triedSchema(z.number().min(0)),
    })
    .optional(),
});
export type ModelSpec = z.infer<typeof modelSpecSchema>;
