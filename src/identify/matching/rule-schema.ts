import { z } from 'zod';

/** What a MatchRule document says. */

const fieldNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe('A short name: given_name');

const shareSchema = z.number().gt(0).lt(1);
const descending = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v < (values[i - 1] ?? v));
const ascending = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v > (values[i - 1] ?? v));

const similarities = (defaults: readonly [number, ...number[]]) =>
  z
    .array(shareSchema)
    .min(1)
    .max(4)
    .refine(descending, 'from the strictest down')
    .default([...defaults]);
const distances = (defaults: readonly [number, ...number[]]) =>
  z
    .array(z.number().gt(0).max(1e9))
    .min(1)
    .max(5)
    .refine(ascending, 'from the strictest up')
    .default([...defaults]);

/** How two values of a field are compared. Every comparison has the level "the same" above and "different" below what it lists. */
export const compareSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('exact') }).describe('the same or different; all that hashed identifiers allow'),
  z
    .strictObject({ type: z.literal('jaro_winkler'), at: similarities([0.92, 0.8]) })
    .describe('names in Latin letters: Jaro–Winkler similarity of at least'),
  z
    .strictObject({ type: z.literal('edits'), within: distances([1, 2]) })
    .describe('numbers and codes: at most so many keystrokes apart (restricted Damerau–Levenshtein)'),
  z
    .strictObject({ type: z.literal('date'), withinDays: distances([31, 366, 3653]) })
    .describe('dates: one keystroke or day and month exchanged, then at most so many days apart'),
  z.strictObject({ type: z.literal('number'), within: distances([1, 10]) }).describe('numbers: at most so far apart'),
  z
    .strictObject({
      type: z.literal('postcode'),
      prefixes: z.array(z.int().min(1).max(10)).min(1).max(3).refine(descending, 'from the longest down').default([3]),
    })
    .describe('postcodes: one keystroke, then the same first letters'),
  z
    .strictObject({ type: z.literal('email'), at: similarities([0.88]) })
    .describe('e-mail in the clear: the same name before the @, then a like address'),
  z
    .strictObject({ type: z.literal('chinese_name') })
    .describe('Chinese names: same characters in another order, same surname and one other, one of three different'),
  z
    .strictObject({ type: z.literal('bigrams'), at: similarities([0.75, 0.45]) })
    .describe('addresses, also Chinese: share of pairs of neighbouring characters in common (Jaccard)'),
]);
export type Compare = z.output<typeof compareSchema>;

export const normaliseSchema = z.enum(['text', 'letters', 'digits', 'date', 'email', 'none']);
export type Normalise = z.infer<typeof normaliseSchema>;

/** No backtick and no backslash: the name stands in SQL as an identifier. */
const propertySchema = z.string().regex(/^[\p{L}\p{N}_$][\p{L}\p{N}_$ -]{0,63}$/u);

const fieldSchema = z.strictObject({
  name: fieldNameSchema,
  title: z.strictObject({ zh: z.string().max(60), en: z.string().max(60) }).optional(),
  from: z
    .union([
      z.strictObject({ trait: propertySchema }),
      z.strictObject({ identifier: z.string().regex(/^[a-z][a-z0-9_]{0,39}(@[\w.-]{1,40})?$/) }),
      z.strictObject({ property: propertySchema, event: z.string().min(1).max(100) }),
    ])
    .optional()
    .describe('Where the value is; the trait of the field’s own name when left out'),
  compare: compareSchema,
  normalise: normaliseSchema.optional().describe('What is made equal before comparing; follows the comparison'),
  exchangedWith: fieldNameSchema
    .optional()
    .describe('A field people mix up with this one, such as the surname with the given name'),
  termFrequency: z.boolean().default(false).describe('The same rare value says more than the same common one'),
});
export type FieldSpec = z.output<typeof fieldSchema>;

const keySchema = z.strictObject({
  fields: z.array(fieldNameSchema).min(1).max(2).describe('Two fields: their values in either order'),
  by: z.enum(['whole', 'first', 'last', 'soundex', 'year', 'month_day', 'username']).default('whole'),
  length: z.int().min(1).max(12).default(1).describe('Letters of first and last'),
});
export type BlockingKey = z.output<typeof keySchema>;

export const matchRuleSpecSchema = z.strictObject({
  enabled: z.boolean().default(false).describe('Off: nothing runs and nothing is linked'),
  fields: z.array(fieldSchema).min(2).max(16),
  blocking: z
    .array(z.array(keySchema).min(1).max(4))
    .min(1)
    .max(24)
    .describe('Pairs are compared when they agree on all keys of any of these'),
  largestBlock: z.int().min(2).max(100_000).default(2_000).describe('Values shared by more records are no key'),
  mostPairs: z.int().min(1_000).max(500_000_000).default(100_000_000).describe('Refuse to compare more than this'),
  thresholds: z
    .strictObject({ match: z.number().gt(0).lt(1).default(0.95), review: z.number().gt(0).lt(1).default(0.3) })
    .prefault({})
    .describe('Probabilities'),
  accept: z.enum(['automatic', 'review']).default('review').describe('What happens above the match threshold'),
  largestCluster: z.int().min(2).max(1_000).default(20).describe('People that may become one'),
  oneEach: fieldNameSchema.optional().describe('No two values of this field in one person: one record per source'),
});
export type MatchRuleSpec = z.output<typeof matchRuleSpecSchema>;
