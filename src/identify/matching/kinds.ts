import { defineKind, type DocumentProblem } from '#documents';
import { matchRuleSpecSchema, type MatchRuleSpec } from './rule-schema.ts';

/** Probabilistic matching of people, used only where the brand publishes such a document and enables it. */
export const matchRuleKind = defineKind({
  kind: 'MatchRule',
  plural: 'match rules',
  title: { zh: '匹配规则', en: 'Match rule' },
  specSchema: matchRuleSpecSchema,
  check: (spec) => [...unknownFields(spec), ...sameNames(spec), ...thresholds(spec), ...neverFree(spec)],
});

const error = (path: string, en: string, zh: string): DocumentProblem => ({
  severity: 'error',
  path,
  message: { en, zh },
});

const unknownFields = (spec: MatchRuleSpec): readonly DocumentProblem[] => {
  const known = new Set(spec.fields.map(({ name }) => name));
  const used: readonly (readonly [path: string, name: string | undefined])[] = [
    ...spec.fields.map((field, i) => [`spec.fields[${i}].exchangedWith`, field.exchangedWith] as const),
    ...spec.blocking.flatMap((rule, i) =>
      rule.flatMap((key, j) => key.fields.map((name) => [`spec.blocking[${i}][${j}].fields`, name] as const)),
    ),
    ['spec.oneEach', spec.oneEach] as const,
  ];
  return used.flatMap(([path, name]) =>
    name === undefined || known.has(name)
      ? []
      : [error(path, `There is no field "${name}" among spec.fields.`, `spec.fields 中没有字段“${name}”。`)],
  );
};

const sameNames = ({ fields }: MatchRuleSpec): readonly DocumentProblem[] =>
  fields.flatMap(({ name }, i) =>
    fields.findIndex((other) => other.name === name) < i
      ? [error(`spec.fields[${i}].name`, `Two fields are called "${name}".`, `有两个字段都叫“${name}”。`)]
      : [],
  );

const thresholds = ({ thresholds: { match, review } }: MatchRuleSpec): readonly DocumentProblem[] =>
  review <= match
    ? []
    : [error('spec.thresholds.review', 'It must not be above thresholds.match.', '不能高于 thresholds.match。')];

/** m of a field is learned among pairs that agree on other fields: a field that is in every rule is never learned. */
const neverFree = ({ fields, blocking }: MatchRuleSpec): readonly DocumentProblem[] =>
  fields.flatMap(({ name }, i) =>
    blocking.every((rule) => rule.some((key) => key.fields.includes(name)))
      ? [
          {
            severity: 'warning' as const,
            path: `spec.fields[${i}]`,
            message: {
              en: `Every blocking rule uses "${name}", so how often it agrees among matches cannot be learned; a usual value is taken. Add a rule without it.`,
              zh: `所有分块规则都用到“${name}”，无法学习它在匹配对中的一致率，将采用经验值。请增加一条不含它的规则。`,
            },
          },
        ]
      : [],
  );
