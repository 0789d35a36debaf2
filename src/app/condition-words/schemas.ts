import { z } from 'zod';
import { wordsSchema } from '../../platform/schemas.ts';

const namedSchema = z.object({ name: z.string(), title: wordsSchema });

/** What a condition may name, for whoever offers it for choosing. Tags and audiences have answers of their own. */
export const conditionWordsSchema = z.object({
  /** Defined, derived, Gyre's own and merely seen; those seen most first. */
  events: z.array(namedSchema.extend({ events: z.number() })),
  models: z.array(namedSchema),
  /** Attributes of catalogues behind the properties that lead to them: `product_id->category`. */
  attributes: z.array(
    z.object({
      property: z.string(),
      name: z.string(),
      title: wordsSchema,
      type: z.enum(['string', 'number', 'boolean']),
      /** The most frequent ones of the entries; of texts and flags. */
      values: z.array(z.string()),
    }),
  ),
});
export type ConditionWords = z.infer<typeof conditionWordsSchema>;
