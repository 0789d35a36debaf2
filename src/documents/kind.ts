import { z } from 'zod';
import type { Words } from '#platform/schemas.ts';
import type { DocumentKey, DocumentProblem, Reference } from './document.ts';
import { defaultNamePattern } from './document-limits.ts';

/** What a kind's own check may look at: the documents in force, with those about to be published beside it. */
export type CheckContext = {
  /** Name → spec as written, of every such document of the kind. */
  readonly documents: (kind: string) => ReadonlyMap<string, unknown>;
};

type KindArgs<Spec> = {
  /** `Feature`; what stands behind `kind:` in YAML. */
  readonly kind: string;
  /** `features` */
  readonly plural: string;
  readonly title: Words;
  readonly specSchema: z.ZodType<Spec>;
  readonly references?: (spec: Spec) => readonly Reference[];
  /** Beyond the schema: expressions, sums of shares, … */
  readonly check?: (spec: Spec, context: CheckContext, key: DocumentKey) => readonly DocumentProblem[];
  readonly namePattern?: RegExp;
};

/** A kind of document, with what the store needs to know of it. */
export type Kind<Spec = unknown> = {
  readonly kind: string;
  readonly plural: string;
  readonly title: Words;
  readonly namePattern: RegExp;
  /** The spec with its defaults, or what is wrong with it. */
  readonly parse: (spec: unknown) => ParsedSpec<Spec>;
  readonly inspect: (spec: unknown, context: CheckContext, key: DocumentKey) => Inspection;
  readonly jsonSchema: () => unknown;
};

export type ParsedSpec<Spec> =
  | { readonly type: 'valid'; readonly spec: Spec }
  | { readonly type: 'invalid'; readonly problems: readonly DocumentProblem[] };

/** References are known only when the schema holds. */
export type Inspection = { readonly problems: readonly DocumentProblem[]; readonly references: readonly Reference[] };

/**
 * @example
 * const featureKind = defineKind({ kind: 'Feature', plural: 'features', title: { zh: '特征', en: 'Feature' },
 *   specSchema: featureSpecSchema, check: (spec, context) => expressionProblems(spec.expression, { … }) });
 */
export const defineKind = <Spec>(args: KindArgs<Spec>): Kind<Spec> => {
  const { kind, plural, title, specSchema, namePattern = defaultNamePattern } = args;
  const parse = (spec: unknown): ParsedSpec<Spec> => {
    const result = specSchema.safeParse(spec);
    return result.success
      ? { type: 'valid', spec: result.data }
      : { type: 'invalid', problems: schemaProblems(result.error, specSchema, spec) };
  };
  return {
    kind,
    plural,
    title,
    namePattern,
    parse,
    inspect: (raw, context, key) => {
      const parsed = parse(raw);
      if (parsed.type === 'invalid') return { problems: parsed.problems, references: [] };
      return {
        problems: args.check?.(parsed.spec, context, key) ?? [],
        references: args.references?.(parsed.spec) ?? [],
      };
    },
    jsonSchema: () => z.toJSONSchema(specSchema, { io: 'input', unrepresentable: 'any' }),
  };
};

/** Zod's issues in both languages, each at its field. */
const schemaProblems = (error: z.ZodError, schema: z.ZodType, spec: unknown): readonly DocumentProblem[] => {
  const chinese = schema.safeParse(spec, { error: z.locales.zhCN().localeError }).error?.issues ?? [];
  return error.issues.map((issue, i) => ({
    severity: 'error',
    path: pathText(['spec', ...issue.path]),
    message: { en: issue.message, zh: chinese[i]?.message ?? issue.message },
  }));
};

/** @example pathText(['spec', 'features', 2, 'name']) // spec.features[2].name */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
