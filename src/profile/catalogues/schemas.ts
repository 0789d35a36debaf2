import { z } from 'zod';
import { timeSchema, wordsSchema } from '../../platform/schemas.ts';

const name = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,63}$/u, 'letters, digits and _');

/** Catalogue: entities that events name by an id: products, stores, staff. */
export const catalogueSpecSchema = z.strictObject({
  /** Properties of events that hold an id of it: `product_id`, or a dotted path. A property leads to one catalogue. */
  properties: z
    .array(z.string().regex(/^[\p{L}_$][\p{L}\p{N}_.$ -]{0,127}$/u))
    .min(1)
    .max(50),
  /** What it says of each entry. */
  attributes: z
    .record(
      name,
      z.strictObject({
        title: wordsSchema.optional(),
        type: z.enum(['string', 'number', 'boolean']).default('string'),
        remark: z.string().max(500).optional(),
      }),
    )
    .refine((all) => Object.keys(all).length >= 1 && Object.keys(all).length <= 100, 'between 1 and 100 attributes'),
  owner: z.string().max(100).optional(),
  remark: z.string().max(2000).optional(),
});
export type CatalogueSpec = z.infer<typeof catalogueSpecSchema>;

const idSchema = z.string().min(1).max(256);
const attributeValueSchema = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]);

export const entrySchema = z.strictObject({
  id: idSchema,
  /** The whole entry: what is left out is no more. */
  attributes: z.record(z.string(), attributeValueSchema),
});
export type Entry = z.infer<typeof entrySchema>;

export const mostEntries = 5_000;
export const putEntriesSchema = z.strictObject({ entries: z.array(entrySchema).min(1).max(mostEntries) });
export const removeEntriesSchema = z.strictObject({ ids: z.array(idSchema).min(1).max(mostEntries) });

export const cataloguesAnswerSchema = z.object({
  catalogues: z.array(
    z.object({
      name: z.string(),
      title: wordsSchema,
      spec: catalogueSpecSchema,
      entries: z.number(),
      updatedAt: timeSchema.nullable(),
    }),
  ),
});
export type CataloguesAnswer = z.infer<typeof cataloguesAnswerSchema>;

export const entriesAnswerSchema = z.object({
  entries: z.array(z.object({ id: z.string(), attributes: z.record(z.string(), z.string()), updatedAt: timeSchema })),
  /** With this search. */
  total: z.number(),
  /** Ask again with it for those that follow; null: these are all. */
  next: z.string().nullable(),
});
export type EntriesAnswer = z.infer<typeof entriesAnswerSchema>;
