import { z } from 'zod';
import { timeSchema } from '../../../src/platform/schemas.ts';

/** Who is signed in. */
export const meAnswerSchema = z.object({
  user: z.object({
    id: z.string(),
    name: z.string().nullish(),
    email: z.string().nullish(),
    role: z.string(),
    language: z.enum(['en', 'zh']).nullish(),
  }),
});
export type MeAnswer = z.infer<typeof meAnswerSchema>;

export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  /** The first characters of the key: enough to recognise it, not to use it. */
  prefix: z.string().nullish(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullish(),
});
export const keysAnswerSchema = z.object({ keys: z.array(keySchema) });
export type KeysAnswer = z.infer<typeof keysAnswerSchema>;
/** The secret is in the answer to its creation and never again. */
export const newKeyAnswerSchema = z.object({ key: keySchema, secret: z.string() });
export type NewKeyAnswer = z.infer<typeof newKeyAnswerSchema>;
