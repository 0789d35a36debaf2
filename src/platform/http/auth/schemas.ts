import { z } from 'zod';
import { timeSchema } from '../../schemas.ts';
import { keyScopes, roles } from './scopes.ts';

const languageSchema = z.enum(['zh', 'en']);
const nameSchema = z.string().trim().min(1).max(100);

export const userSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(roles),
  language: languageSchema,
});

/** GET /api/me */
export const meAnswerSchema = z.object({ user: userSchema });
export type MeAnswer = z.infer<typeof meAnswerSchema>;

export const signInSchema = z.strictObject({ token: z.string().min(20).max(100) });
export const changeMeSchema = z
  .strictObject({ language: languageSchema.optional(), name: nameSchema.optional() })
  .refine((change) => Object.keys(change).length > 0, 'name what to change: language or name');

export const usersAnswerSchema = z.object({ users: z.array(userSchema.extend({ createdAt: timeSchema })) });
export const newUserSchema = z.strictObject({
  name: nameSchema,
  email: z.email().max(200).optional(),
  role: z.enum(roles),
  language: languageSchema.optional(),
});
/** The link is in this answer and never again. */
export const invitationAnswerSchema = z.object({ user: userSchema, signInUrl: z.string() });

export const keySchema = z.object({
  id: z.uuid(),
  kind: z.enum(['secret', 'write']),
  name: z.string(),
  source: z.string().nullable(),
  /** Enough of the key to recognise it, not to use it. */
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
export const keysAnswerSchema = z.object({ keys: z.array(keySchema) });
export type KeysAnswer = z.infer<typeof keysAnswerSchema>;

export const newKeySchema = z.strictObject({
  name: nameSchema,
  kind: z.enum(['secret', 'write']).default('secret'),
  scopes: z.array(z.enum(keyScopes)).max(keyScopes.length).optional(),
  source: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'letters, digits, _ . - only')
    .optional(),
});
/** The secret is in the answer to its creation and never again. */
export const newKeyAnswerSchema = z.object({ key: keySchema, secret: z.string() });
export type NewKeyAnswer = z.infer<typeof newKeyAnswerSchema>;

export const auditQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });
export const auditAnswerSchema = z.object({
  entries: z.array(
    z.object({
      at: timeSchema,
      actor: z.object({ type: z.string(), id: z.string(), name: z.string() }),
      action: z.string(),
      target: z.string(),
      status: z.number(),
      requestId: z.string(),
    }),
  ),
});
