import { z } from 'zod';
import { timeSchema, wordsSchema } from '../../platform/schemas.ts';

const nameSchema = z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/);
/** `*` is every channel. */
const channelSchema = z.union([z.literal('*'), nameSchema]);
const ruleSchema = z.enum(['allowed', 'refused']);

/** ConsentPurpose: what personal data may be used for, and what holds for people who have said nothing. */
export const consentPurposeSpecSchema = z.strictObject({
  /** `refused` is opt-in: nothing without a yes. `allowed` is opt-out: until a no. */
  unlessSaid: ruleSchema.default('refused'),
  /** Where a channel differs, by its name or kind: `{ sms: refused }`. */
  channels: z.record(nameSchema, ruleSchema).default({}),
  remark: z.string().max(2000).optional(),
});
export type ConsentPurposeSpec = z.infer<typeof consentPurposeSpecSchema>;

export const consentStateSchema = z.object({
  purpose: z.string(),
  channel: z.string(),
  allowed: z.boolean(),
  /** What was said last; nothing was said: the purpose's rule holds. */
  said: z.enum(['given', 'withdrawn']).nullable(),
  at: timeSchema.nullable(),
});

export const consentHistorySchema = z.object({
  eventId: z.string(),
  at: timeSchema,
  said: z.enum(['given', 'withdrawn']),
  purpose: z.string(),
  channel: z.string(),
  /** Where it was said: a form, a call centre, the unsubscribe link. */
  source: z.string(),
});

/** What one person allows: purposes × channels as they are now, and everything that was ever said, the latest first. */
export const consentAnswerSchema = z.object({
  purposes: z.array(z.object({ name: z.string(), title: wordsSchema, unlessSaid: ruleSchema })),
  channels: z.array(z.string()),
  states: z.array(consentStateSchema),
  history: z.array(consentHistorySchema),
});
export type ConsentAnswer = z.infer<typeof consentAnswerSchema>;

const statement = {
  purpose: nameSchema,
  channel: channelSchema.default('*'),
  said: z.enum(['given', 'withdrawn']),
  /** Where and in which words, kept as evidence. */
  source: z.string().max(500).default(''),
};
/** Said of a person who is looked at in the console. */
export const sayConsentSchema = z.strictObject(statement);
/** An identifier in the clear: `email:a@b.cn`, or `{ type: "email", value: "a@b.cn" }`. */
const identifierSchema = z.union([
  z.strictObject({
    type: z.string().regex(/^[a-z][a-z0-9_]{0,39}(@[\w.-]{1,40})?$/),
    value: z.string().min(1).max(256),
  }),
  z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}(@[\w.-]{1,40})?:.{1,256}$/su, 'type:value, such as email:a@b.cn')
    .transform((text) => ({ type: text.slice(0, text.indexOf(':')), value: text.slice(text.indexOf(':') + 1) })),
]);

/** Said by a system of the brand. */
export const putConsentSchema = z.strictObject({
  id: identifierSchema,
  ...statement,
  /** When it was said; now if left out. */
  at: timeSchema.optional(),
  /** The same id counts once. */
  messageId: z.string().min(1).max(256).optional(),
});
