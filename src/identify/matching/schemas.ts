import { z } from 'zod';
import { jobSchema, profileIdSchema, timeSchema, wordsSchema } from '../../platform/schemas.ts';

/** What the matching endpoints take and answer. */

const countsSchema = z.object({
  open: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  /** The two became one person in another way. */
  united: z.number(),
});

export const matchRuleRowSchema = z.object({
  name: z.string(),
  title: wordsSchema,
  enabled: z.boolean(),
  accept: z.enum(['automatic', 'review']),
  /** Probabilities. */
  thresholds: z.object({ match: z.number(), review: z.number() }),
  counts: countsSchema,
  lastRun: z
    .object({ at: timeSchema, version: z.number(), records: z.number(), candidates: z.number(), seconds: z.number() })
    .nullable(),
  job: jobSchema.nullable(),
});
export type MatchRuleRow = z.infer<typeof matchRuleRowSchema>;

export const matchRulesAnswerSchema = z.object({ rules: z.array(matchRuleRowSchema) });
export type MatchRulesAnswer = z.infer<typeof matchRulesAnswerSchema>;

const levelSchema = z.object({
  name: z.string(),
  /** Probability of the level among pairs that are one person, and among strangers. */
  m: z.number(),
  u: z.number(),
  /** log2(m/u) */
  bits: z.number(),
});

export const matchModelAnswerSchema = z.object({
  rule: matchRuleRowSchema,
  /** Null until the rule has run. */
  model: z
    .object({
      /** One of so many random pairs is one person: λ. */
      lambda: z.number(),
      /** log2 of the prior odds. */
      priorBits: z.number(),
      matches: z.number(),
      fields: z.array(
        z.object({ name: z.string(), title: wordsSchema, learned: z.boolean(), levels: z.array(levelSchema) }),
      ),
    })
    .nullable(),
  blocking: z.array(z.object({ rule: z.string(), pairs: z.number(), largest: z.number(), tooCommon: z.number() })),
  /** For each weight from which one could accept: how sure the model is of what lies above. */
  thresholds: z.array(
    z.object({
      weight: z.number(),
      probability: z.number(),
      pairs: z.number(),
      /** Share of matches among the pairs above, as the model expects. */
      precision: z.number(),
      /** Share of all expected matches that lie above. */
      recall: z.number(),
    }),
  ),
  /** What people decided, by probability as the model had it. */
  reviewed: z.array(z.object({ from: z.number(), to: z.number(), accepted: z.number(), rejected: z.number() })),
});
export type MatchModelAnswer = z.infer<typeof matchModelAnswerSchema>;

/** `refused`: identify did not admit the rule's link, for a limit or a cut. */
export const heldSchema = z.enum(['too_many', 'kept_apart', 'one_each', 'refused']);

export const matchPairSchema = z.object({
  a: profileIdSchema,
  b: profileIdSchema,
  weight: z.number(),
  probability: z.number(),
  priorBits: z.number(),
  state: z.enum(['open', 'accepted', 'rejected', 'united']),
  /** Above the match threshold but left to people, and why. */
  held: heldSchema.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: timeSchema.nullable(),
  fields: z.array(
    z.object({
      name: z.string(),
      title: wordsSchema,
      /** A keyed hash: same or different is all that can be said. */
      hashed: z.boolean(),
      a: z.string(),
      b: z.string(),
      level: z.string(),
      bits: z.number(),
      /** Of `bits`, what the frequency of the value added or took. */
      termBits: z.number(),
    }),
  ),
});
export type MatchPair = z.infer<typeof matchPairSchema>;

export const matchPairsAnswerSchema = z.object({ pairs: z.array(matchPairSchema), next: z.string().nullable() });
export type MatchPairsAnswer = z.infer<typeof matchPairsAnswerSchema>;

export const decidePairSchema = z.strictObject({
  a: profileIdSchema,
  b: profileIdSchema,
  decision: z.enum(['accepted', 'rejected']),
});
