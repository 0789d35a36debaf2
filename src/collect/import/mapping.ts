import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { problem } from '#platform';
import { isIdentifierType } from '../identifiers.ts';

const column = z.string().min(1).max(200);

/** @see https://tc39.es/ecma262/#sec-patterns, with the u flag */
const isPattern = (text: string): boolean => {
  try {
    return Boolean(new RegExp(text, 'u'));
  } catch {
    return false;
  }
};

/** How a number is read from a row: a column, or the product of several. */
const numberFrom = z.union([column, z.strictObject({ multiply: z.array(column).min(2).max(5) })]);
export type NumberFrom = z.infer<typeof numberFrom>;

const test = z
  .strictObject({
    column,
    startsWith: z.string().optional(),
    equals: z.string().optional(),
    matches: z.string().max(200).refine(isPattern, 'not a regular expression').optional(),
    above: z.number().optional(),
    below: z.number().optional(),
    present: z.boolean().optional(),
  })
  .refine((value) => Object.keys(value).length === 2, 'a test names a column and one comparison');
export type RowTest = z.infer<typeof test>;

/** A file of rows as events: which column says what. See docs/import.md. */
export const mappingSchema = z.strictObject({
  source: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/),
  delimiter: z.string().length(1).default(','),
  encoding: z.enum(['utf-8', 'gbk', 'latin1']).default('utf-8'),
  /** Rules a row must keep; one that does not goes to quarantine with `reason`. */
  require: z
    .array(z.strictObject({ test, reason: z.string().min(1).max(60) }))
    .max(50)
    .default([]),
  /** The first entry whose `when` holds (or that has none) names the event. */
  events: z
    .array(z.strictObject({ name: z.string().regex(/^[A-Za-z][\w .-]{0,99}$/), when: test.optional() }))
    .min(1)
    .max(50),
  time: z.strictObject({
    column,
    format: z.enum(['iso', 'epoch_s', 'epoch_ms']).default('iso'),
    /** Offset of times that name no zone, e.g. "+08:00". */
    offset: z
      .string()
      .regex(/^[+-]\d\d:\d\d$/)
      .default('+00:00'),
  }),
  ids: z
    .record(z.string().refine(isIdentifierType, 'not an identifier type'), column)
    .refine((ids) => Object.keys(ids).length > 0, 'at least one identifier'),
  value: numberFrom.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
  properties: z
    .record(
      z.string().regex(/^[A-Za-z_]\w{0,63}$/),
      z.union([
        column,
        z.strictObject({ number: numberFrom, times: z.number().optional() }),
        z.strictObject({ text: column }),
      ]),
    )
    .default({}),
});
export type Mapping = z.infer<typeof mappingSchema>;

/** @throws GyreError `invalid_input` with the place in the file. */
export const parseMapping = (yaml: string): Mapping => {
  let raw: unknown;
  try {
    raw = parse(yaml);
  } catch (cause) {
    const where = cause instanceof YAMLParseError ? cause.message : String(cause);
    throw problem('invalid_input', { detail: `the mapping is not YAML: ${where}` });
  }
  const parsed = mappingSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw problem('invalid_input', {
    field: issue?.path.join('.'),
    detail: `mapping: ${issue?.path.join('.')}: ${issue?.message}`,
  });
};
