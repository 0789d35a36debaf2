import { z } from 'zod';
import { normalisations } from './normalise.ts';

export const uniquenesses = ['one_profile', 'one_at_a_time', 'shared'] as const;

/** IdentifierType: what an identifier of this type says about who somebody is. */
export const identifierTypeSpecSchema = z.strictObject({
  remark: z.string().max(2000).optional(),
  /**
   * `one_profile`: belongs to one person, ever. `one_at_a_time`: may pass to another person, e.g. a telephone number.
   * `shared`: links nobody, but people are found by it, e.g. a household's landline.
   */
  uniqueness: z.enum(uniquenesses),
  /** Lower is stronger: the strongest identifier of an event is the one it hangs on, and weaker links yield to stronger. */
  priority: z.number().int().min(0).max(1000),
  normalise: z.enum(normalisations).default('trim'),
  /** Where a telephone number without country code is from. */
  region: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('CN'),
  /** Kept as a keyed hash; the clear value only sealed, for channels. */
  sensitive: z.boolean().default(false),
  /** How many of this type one person may have. A link that would give them more is refused. */
  limit: z.number().int().min(1).max(10_000).default(50),
  /** Seen with more than so many different stronger identifiers of one type, it is nobody's: a shop's tablet. */
  sharedAbove: z.number().int().min(1).max(10_000).optional(),
  /** Values that name nobody: test ids, placeholders. In the spelling after normalisation. */
  nobody: z.array(z.string().min(1).max(256)).max(500).default([]),
});
export type IdentifierTypeSpec = z.infer<typeof identifierTypeSpecSchema>;
