import type { FastifySchemaCompiler } from 'fastify';
import { zhCN } from 'zod/locales';
import { safeParse, type $ZodIssue, type $ZodType } from 'zod/v4/core';
import { problem, type GyreError } from '../errors.ts';

/** Checks what comes in against a route's zod schema; a mismatch is `invalid_input` that says which field and why. */
export const zodValidator: FastifySchemaCompiler<$ZodType> =
  ({ schema }) =>
  (data) => {
    // the Chinese text below wants to say what it received
    const parsed = safeParse(schema, data, { reportInput: true });
    if (parsed.success) return { value: parsed.data };
    const [issue] = parsed.error.issues;
    return { error: issue === undefined ? problem('invalid_input') : invalidInput(issue) };
  };

const chinese = zhCN().localeError;

const invalidInput = (issue: $ZodIssue): GyreError => {
  const field = pathText(issue.path);
  const at = (words: string): string => (field === '' ? words : `${field}: ${words}`);
  return problem('invalid_input', {
    detail: at(issue.message),
    detailZh: at(inChinese(issue)),
    ...(field === '' ? {} : { field }),
  });
};

/** A refinement's message is the schema author's own; zod has no other words for it. */
const inChinese = (issue: $ZodIssue): string => {
  if (issue.code === 'custom') return issue.message;
  // what a locale is given while parsing is this issue; its type only insists on `input`, which `reportInput` has kept
  const said = chinese(issue as Parameters<typeof chinese>[0]);
  return (typeof said === 'string' ? said : said?.message) ?? issue.message;
};

/** `['spec', 'features', 2]` → `spec.features[2]` */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
