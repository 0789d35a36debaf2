import { z } from 'zod';
import { conditionSchema, expressionSchema } from '../../documents/schemas.ts';
import {
  longWordsSchema,
  profileIdSchema,
  textOrWordsSchema,
  timeSchema,
  wordsSchema,
} from '../../platform/schemas.ts';
import { personRowSchema } from '../schemas.ts';

/** What a tag says of a person: a short text such as `L1` or `dormant`. */
export const tagValueSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]+$/u, 'no control characters');

const value = { value: tagValueSchema, title: wordsSchema.optional() };

const categorySchema = z
  .string()
  .max(100)
  .regex(/^[^/\s][^/]*(\/[^/]+){0,4}$/, 'names with / between them, five levels at most');
const levelsIn = (category: string): number => category.split('/').length;

const common = {
  /** Where it stands in the tree, from the outside in: `价值/等级`, or `{ zh: 价值/等级, en: Value/Tier }`. */
  category: z
    .union([
      categorySchema,
      z
        .strictObject({ zh: categorySchema, en: categorySchema })
        .refine(({ zh, en }) => levelsIn(zh) === levelsIn(en), 'as many levels in one language as in the other'),
    ])
    .optional(),
  owner: textOrWordsSchema(100).optional(),
  remark: textOrWordsSchema(2000).optional(),
};

const shareSchema = z
  .string()
  .regex(/^\d{1,3}(\.\d+)? ?%$/, 'a share such as "5%"')
  .refine((text) => Number.parseFloat(text) > 0 && Number.parseFloat(text) < 100, 'a share between 0% and 100%');

export const ruleTagSchema = z.strictObject({
  type: z.literal('rule'),
  ...common,
  /** The first whose condition holds is the value. */
  values: z
    .array(z.strictObject({ ...value, when: conditionSchema }))
    .min(1)
    .max(50),
  /** Who meets none of them; left out: they have no value. */
  otherwise: z.strictObject(value).optional(),
});

export const rankedTagSchema = z.strictObject({
  type: z.literal('ranked'),
  ...common,
  /** The number people are ranked by, the highest first. */
  by: expressionSchema,
  /** Who is ranked; left out: everybody who has the number. */
  among: conditionSchema.optional(),
  /** `top`: counted from the best, so `5%` then `20%` gives the second value 15% of the people. The last one takes the rest. */
  shares: z
    .array(z.strictObject({ ...value, top: shareSchema.optional() }))
    .min(2)
    .max(20),
  /** How often the cuts between the values are computed anew: on the first day of it, local time. */
  every: z.enum(['day', 'week', 'month', 'quarter']).default('month'),
});

export const givenTagSchema = z.strictObject({
  type: z.literal('given'),
  ...common,
  /** What may be given; left out: anything. */
  values: z.array(z.strictObject(value)).max(200).optional(),
  /** A tag given without an end of its own ends by itself after so many days. */
  validDays: z.int().min(1).max(3650).optional(),
});

export const predictedTagSchema = z.strictObject({
  type: z.literal('predicted'),
  ...common,
  model: z.string().min(1).max(100),
  /** From the highest score down. The last one may leave `atLeast` out: whoever has a score at all. */
  bands: z
    .array(z.strictObject({ ...value, atLeast: z.number().optional() }))
    .min(1)
    .max(20),
});

/** Tag: a named text about a person, or nothing. */
export const tagSpecSchema = z.discriminatedUnion('type', [
  ruleTagSchema,
  rankedTagSchema,
  givenTagSchema,
  predictedTagSchema,
]);
export type TagSpec = z.infer<typeof tagSpecSchema>;
export type TagType = TagSpec['type'];

const sizeSchema = z.object({ value: z.string(), title: wordsSchema, people: z.number() });

export const tagRowSchema = z.object({
  name: z.string(),
  title: wordsSchema,
  type: z.enum(['rule', 'ranked', 'given', 'predicted']),
  /** Levels of the tree, from the outside in; empty: without a place. */
  category: z.array(longWordsSchema),
  owner: longWordsSchema.nullable(),
  remark: longWordsSchema.nullable(),
  validDays: z.number().nullable(),
  /** In the order of the document; values that somebody was given beside them follow. */
  sizes: z.array(sizeSchema),
  people: z.number(),
  /** People with the tag at the end of each noted time, the earliest first. */
  trend: z.array(z.object({ at: timeSchema, people: z.number() })),
  /** When the values were first worked out as the document now says; null: not yet. */
  since: timeSchema.nullable(),
});
export type TagRow = z.infer<typeof tagRowSchema>;
export const tagsAnswerSchema = z.object({ tags: z.array(tagRowSchema), now: timeSchema });
export type TagsAnswer = z.infer<typeof tagsAnswerSchema>;

export const tagAnswerSchema = z.object({
  tag: tagRowSchema,
  spec: tagSpecSchema,
  /** Sizes per value over time, the earliest first. */
  history: z.array(z.object({ at: timeSchema, sizes: z.array(z.object({ value: z.string(), people: z.number() })) })),
  /** Ranked: the cuts between the values, the latest first. */
  cuts: z.array(z.object({ at: timeSchema, cuts: z.array(z.number()), people: z.number() })),
  /** Documents whose expressions name it. */
  usedBy: z.array(z.object({ kind: z.string(), name: z.string(), title: wordsSchema })),
});
export type TagAnswer = z.infer<typeof tagAnswerSchema>;

export const taggedPeopleAnswerSchema = z.object({
  people: z.array(personRowSchema.extend({ value: z.string(), since: timeSchema })),
  total: z.number(),
});
export type TaggedPeopleAnswer = z.infer<typeof taggedPeopleAnswerSchema>;

/** From one date to the next: how many went from which value to which. Null: without a value, or not yet known. */
export const tagFlowsAnswerSchema = z.object({
  dates: z.array(timeSchema),
  flows: z.array(
    z.object({
      /** From `dates[step]` to the next. */
      step: z.number(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      people: z.number(),
    }),
  ),
});
export type TagFlowsAnswer = z.infer<typeof tagFlowsAnswerSchema>;

/** What a ranked tag's number comes to per value. */
export const tagWorthAnswerSchema = z.object({
  asOf: timeSchema,
  values: z.array(
    z.object({ value: z.string(), people: z.number(), sum: z.number(), mean: z.number(), median: z.number() }),
  ),
});
export type TagWorthAnswer = z.infer<typeof tagWorthAnswerSchema>;

export const personTagSchema = z.object({
  tag: z.string(),
  title: wordsSchema,
  type: z.enum(['rule', 'ranked', 'given', 'predicted']),
  value: z.string(),
  valueTitle: wordsSchema,
  /** Since when, as far as it was noted. */
  since: timeSchema.nullable(),
});
export type PersonTag = z.infer<typeof personTagSchema>;
export const personTagsAnswerSchema = z.object({ profileId: profileIdSchema, tags: z.array(personTagSchema) });
export type PersonTagsAnswer = z.infer<typeof personTagsAnswerSchema>;

export const giveTagSchema = z.strictObject({
  /** Left out: the plain tag. */
  value: tagValueSchema.optional(),
  /** When it ends by itself. */
  until: timeSchema.optional(),
});

export const tagTemplatesAnswerSchema = z.object({
  templates: z.array(
    z.object({ name: z.string(), title: wordsSchema, remark: wordsSchema, yaml: z.string(), published: z.boolean() }),
  ),
});
export type TagTemplatesAnswer = z.infer<typeof tagTemplatesAnswerSchema>;
