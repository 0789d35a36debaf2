import { parseAllDocuments, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { problem } from '#platform';
import { isIdentifierType } from '../identifiers.ts';
import { fromSchema } from './from-schema.ts';

const column = z.string().min(1).max(200);

/** Whether the engine's RE2 takes it: JavaScript's expressions with the u flag, without looking around or back. */
const isPattern = (text: string): boolean => {
  try {
    // the engine's names of scripts, \p{Han}, are \p{Script=Han} in JavaScript
    const here = text.replaceAll(/\\[pP]\{\^?\w+\}/g, 'p');
    return new RegExp(here, 'u').source === '' || !/\(\?<?[=!]|\\[1-9]|\\k</.test(text);
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

const property = z.union([
  column,
  z.strictObject({ number: numberFrom, times: z.number().optional() }),
  z.strictObject({ text: column }),
]);
export type PropertyFrom = z.infer<typeof property>;

/** Rows as events: which column says what. See docs/import.md. Also the spec of a document of kind ImportMapping. */
export const mappingSchema = z.strictObject({
  /** Where the events come from; part of each row's id. */
  source: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/),
  /** Where the rows come from, when no file is named. */
  from: fromSchema.optional(),
  /** Told by the file's content when left out. */
  format: z.enum(['csv', 'jsonl', 'parquet']).optional(),
  delimiter: z
    .string()
    .length(1)
    .refine((text) => !/["\r\n]/.test(text), 'not a quote or line break')
    .default(','),
  encoding: z.enum(['utf-8', 'gbk', 'latin1']).default('utf-8'),
  /** Rules a row must keep; one that does not goes to quarantine with `reason`. */
  require: z
    .array(z.strictObject({ test, reason: z.string().min(1).max(60) }))
    .max(50)
    .default([]),
  /**
   * The first entry whose `when` holds (or that has none) names the event. `$identify` sets its properties as traits;
   * `$tag_set` gives the tag of the properties `tag`, `value`, `until`, `$tag_removed` takes it away.
   */
  events: z
    .array(
      z.strictObject({
        name: z.string().regex(/^(?:[A-Za-z][\w .-]{0,99}|\$identify|\$tag_set|\$tag_removed)$/),
        when: test.optional(),
      }),
    )
    .min(1)
    .max(50),
  time: z.strictObject({
    column,
    format: z.enum(['iso', 'epoch_s', 'epoch_ms']).default('iso'),
    /** Instead of `format`: how the time is written, in Joda's letters, e.g. `yyyy/M/d H:mm`. */
    pattern: z.string().min(1).max(60).optional(),
    /** Offset of times that name no zone, e.g. "+08:00". */
    offset: z
      .string()
      .regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/)
      .default('+00:00'),
  }),
  ids: z
    .record(z.string().refine(isIdentifierType, 'not an identifier type'), column)
    .refine((ids) => Object.keys(ids).length > 0, 'at least one identifier'),
  session: column.optional(),
  value: numberFrom.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
  properties: z.record(z.string().regex(/^[A-Za-z_]\w{0,63}$/), property).default({}),
});
export type Mapping = z.infer<typeof mappingSchema>;

/** Every column the mapping reads, each once. */
export const columnsOf = (mapping: Mapping): readonly string[] => {
  const ofNumber = (from: NumberFrom): readonly string[] => (typeof from === 'string' ? [from] : from.multiply);
  const ofProperty = (from: PropertyFrom): readonly string[] =>
    typeof from === 'string' ? [from] : 'text' in from ? [from.text] : ofNumber(from.number);
  return [
    ...new Set([
      mapping.time.column,
      ...Object.values(mapping.ids),
      ...mapping.require.map((each) => each.test.column),
      ...mapping.events.flatMap(({ when }) => (when === undefined ? [] : [when.column])),
      ...(mapping.session === undefined ? [] : [mapping.session]),
      ...(mapping.value === undefined ? [] : ofNumber(mapping.value)),
      ...Object.values(mapping.properties).flatMap(ofProperty),
    ]),
  ];
};

/**
 * A mapping as YAML: bare, or as a document `{ kind: ImportMapping, name, spec }`.
 * @throws GyreError `invalid_input` with the place in the file.
 */
export const parseMapping = (yaml: string): Mapping => {
  const documents = parseAllDocuments(yaml);
  const error = documents.length === 1 && 'errors' in documents[0] ? documents[0].errors[0] : undefined;
  if (documents.length !== 1 || error instanceof YAMLParseError)
    throw problem('invalid_input', {
      detail: `the mapping is not YAML: ${error?.message ?? `${documents.length} documents`}`,
      detailZh: `映射不是 YAML：${error?.message ?? `共 ${documents.length} 个文档`}`,
    });
  const raw = valueOf(documents[0]);
  return checkMapping(isDocument(raw) ? raw.spec : raw);
};

/** Aliases are followed only here: one that names nothing, or many that name each other, are refused here. */
const valueOf = (document: { readonly toJS: () => unknown }): unknown => {
  try {
    return document.toJS();
  } catch (cause) {
    throw problem('invalid_input', {
      detail: `the mapping is not YAML: ${String(cause)}`,
      detailZh: `映射不是 YAML：${String(cause)}`,
      cause,
    });
  }
};

const isDocument = (raw: unknown): raw is { readonly spec: unknown } =>
  typeof raw === 'object' && raw !== null && 'kind' in raw && raw.kind === 'ImportMapping' && 'spec' in raw;

/** @throws GyreError `invalid_input` naming the field. */
export const checkMapping = (raw: unknown): Mapping => {
  const parsed = mappingSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const inChinese = mappingSchema.safeParse(raw, { error: z.locales.zhCN().localeError }).error?.issues[0];
  const field = issue?.path.join('.') ?? '';
  const at = field === '' ? '' : `${field}: `;
  throw problem('invalid_input', {
    field,
    detail: `mapping: ${at}${issue?.message}`,
    detailZh: `映射：${at}${inChinese?.message ?? issue?.message}`,
  });
};
