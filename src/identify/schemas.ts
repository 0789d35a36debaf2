import { z } from 'zod';
import { profileIdSchema, timeSchema } from '../platform/schemas.ts';

const keySchema = profileIdSchema;

/** An identifier with its numeric key. Personal ones show their keyed hash. */
export const knownIdentifierSchema = z.object({
  key: keySchema,
  /** Empty: only an alias named it. */
  type: z.string(),
  value: z.string(),
  sensitive: z.boolean(),
  /** Whose it is now. */
  profileId: profileIdSchema,
  firstSeen: timeSchema.nullable(),
  lastSeen: timeSchema.nullable(),
});
export type KnownIdentifier = z.infer<typeof knownIdentifierSchema>;

export const verdictSchema = z.enum(['joined', 'agrees', 'handed_over', 'refused']);

export const identityLinkSchema = z.object({
  a: keySchema,
  b: keySchema,
  /** `event`, `alias`, `hand:<who>`, `matched:<rule>` */
  rule: z.string(),
  /** Of the first fact that says so. */
  at: timeSchema,
  eventId: z.string(),
  source: z.string(),
  verdict: verdictSchema,
  /** Why it was refused: `limit:<type>`, `shared_in_fact:<key>`, `shared_type:<key>`, `size`, `cut`. */
  reason: z.string(),
});
export type IdentityLink = z.infer<typeof identityLinkSchema>;

export const cutSchema = z.object({
  id: z.string(),
  a: keySchema,
  /** Null: the identifier was taken out altogether. */
  b: keySchema.nullable(),
  why: z.string(),
  madeAt: timeSchema,
  madeBy: z.string(),
  endedAt: timeSchema.nullable(),
  endedBy: z.string().nullable(),
});

export const identityChangeSchema = z.object({
  at: timeSchema,
  kind: z.enum(['merged', 'split', 'rebuilt']),
  from: profileIdSchema,
  into: profileIdSchema,
  /** The link to blame; key 0 when none is known. */
  a: keySchema,
  b: keySchema,
  rule: z.string(),
  eventId: z.string(),
  linkAt: timeSchema,
});
export type IdentityChange = z.infer<typeof identityChangeSchema>;

/** Why a person is one person. */
export const identityAnswerSchema = z.object({
  profileId: profileIdSchema,
  /** All identifiers that the links below name, of this person and of others. */
  identifiers: z.array(knownIdentifierSchema),
  links: z.array(identityLinkSchema),
  /** Past holders of identifiers that passed on. Null: since ever. */
  past: z.array(z.object({ key: keySchema, from: timeSchema.nullable(), to: timeSchema, profileId: profileIdSchema })),
  cuts: z.array(cutSchema),
  changes: z.array(identityChangeSchema),
  /** Links beyond the limit are left out. */
  more: z.number(),
});
export type IdentityAnswer = z.infer<typeof identityAnswerSchema>;

export const decideIdentitySchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('cut'),
    a: keySchema,
    b: keySchema.optional(),
    why: z.string().max(500).default(''),
  }),
  z.strictObject({ type: z.literal('end_cut'), id: z.uuid() }),
  z.strictObject({ type: z.literal('link'), a: keySchema, b: keySchema }),
]);
export type DecideIdentity = z.infer<typeof decideIdentitySchema>;

/** Who would be who: the identifiers of everybody concerned, by person. */
export const identityPreviewSchema = z.object({
  before: z.array(z.object({ profileId: profileIdSchema, keys: z.array(keySchema) })),
  after: z.array(z.object({ profileId: profileIdSchema, keys: z.array(keySchema) })),
});
export type IdentityPreview = z.infer<typeof identityPreviewSchema>;

export const identityHealthSchema = z.object({
  identifiers: z.number(),
  people: z.number(),
  /** People by how many identifiers they have. */
  sizes: z.array(z.object({ from: z.number(), to: z.number().nullable(), people: z.number() })),
  largest: z.array(z.object({ profileId: profileIdSchema, identifiers: z.number() })),
  refusals: z.array(z.object({ reason: z.string(), links: z.number() })),
  refused: z.array(
    z.object({
      a: knownIdentifierSchema,
      b: knownIdentifierSchema,
      rule: z.string(),
      reason: z.string(),
      at: timeSchema,
      eventId: z.string(),
    }),
  ),
  /** Identifiers seen with too many people to be anybody's. */
  hubs: z.array(z.object({ identifier: knownIdentifierSchema, seenWith: z.number() })),
  days: z.array(z.object({ day: z.string(), merged: z.number(), split: z.number() })),
  /** Many profiles into one within a minute. */
  storms: z.array(z.object({ profileId: profileIdSchema, at: timeSchema, merges: z.number() })),
  cuts: z.number(),
});
export type IdentityHealth = z.infer<typeof identityHealthSchema>;

export const identityChangesAnswerSchema = z.object({
  changes: z.array(identityChangeSchema),
  identifiers: z.array(knownIdentifierSchema),
  next: z.string().nullable(),
});
export type IdentityChangesAnswer = z.infer<typeof identityChangesAnswerSchema>;
