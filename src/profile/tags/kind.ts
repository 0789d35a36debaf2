import { type CheckContext, defineKind, type DocumentKey, type DocumentProblem, expressionProblems } from '#documents';
import { referencesIn } from '../references.ts';
import { circleProblems } from './circles.ts';
import { expressionsOf, topsOf, valuesOf } from './meaning.ts';
import { type TagSpec, tagSpecSchema } from './schemas.ts';

export const tagKind = defineKind({
  kind: 'Tag',
  plural: 'tags',
  title: { zh: '标签', en: 'Tag' },
  specSchema: tagSpecSchema,
  namePattern: /^[a-z][a-z0-9_-]{0,63}$/,
  references: (spec) => [
    ...expressionsOf(spec).flatMap(({ written, path }) => referencesIn(written, path)),
    ...(spec.type === 'predicted' ? [{ kind: 'Model', name: spec.model, path: 'spec.model' }] : []),
  ],
  check: (spec, context, key) => {
    const wrong = [
      ...expressionsOf(spec).flatMap(({ written, path, expect }) =>
        expressionProblems(written, { path, context, expect }),
      ),
      ...valueProblems(spec),
    ];
    return wrong.some(({ severity }) => severity === 'error') ? wrong : [...wrong, ...circles(context, key)];
  },
});

const circles = (context: CheckContext, { name }: DocumentKey): readonly DocumentProblem[] =>
  circleProblems(context, `has_tag(${JSON.stringify(name)})`, 'spec');

const error = (path: string, en: string, zh: string): DocumentProblem => ({
  severity: 'error',
  path: `spec.${path}`,
  message: { en, zh },
});

const valueProblems = (spec: TagSpec): readonly DocumentProblem[] => {
  const names = valuesOf(spec).map(({ value }) => value);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return [
    // a rule may give one value for several reasons
    ...(twice !== undefined && spec.type !== 'rule' && spec.type !== 'predicted'
      ? [error('values', `The value "${twice}" stands twice.`, `值“${twice}”重复。`)]
      : []),
    ...(spec.type === 'ranked' ? shareProblems(spec) : []),
    ...(spec.type === 'predicted' ? bandProblems(spec) : []),
  ];
};

const shareProblems = (spec: Extract<TagSpec, { type: 'ranked' }>): readonly DocumentProblem[] => {
  const tops = topsOf(spec);
  const { shares } = spec;
  const missing = shares.findIndex(({ top }, i) => i < shares.length - 1 && top === undefined);
  if (missing >= 0)
    return [error(`shares[${missing}].top`, 'Say how many, such as top: 5%.', '请写明占比，如 top: 5%。')];
  if (shares.at(-1)?.top !== undefined)
    return [
      error(
        `shares[${shares.length - 1}].top`,
        'The last value takes the rest: leave top out.',
        '最后一档取其余人群，不写 top。',
      ),
    ];
  const falling = tops.findIndex((top, i) => i > 0 && top <= (tops[i - 1] ?? 0));
  if (falling >= 0)
    return [
      error(
        `shares[${falling}].top`,
        'Shares count from the best, so each must be larger than the one before: 5%, 20%, 50%.',
        '占比从最高者累计，须逐档变大，如 5%、20%、50%。',
      ),
    ];
  return [];
};

const bandProblems = ({ bands }: Extract<TagSpec, { type: 'predicted' }>): readonly DocumentProblem[] => {
  const missing = bands.findIndex(({ atLeast }, i) => i < bands.length - 1 && atLeast === undefined);
  if (missing >= 0)
    return [
      error(`bands[${missing}].atLeast`, 'Only the last band may leave atLeast out.', '仅最后一档可不写 atLeast。'),
    ];
  const rising = bands.findIndex(
    ({ atLeast }, i) => i > 0 && atLeast !== undefined && atLeast >= (bands[i - 1]?.atLeast ?? Infinity),
  );
  return rising >= 0
    ? [error(`bands[${rising}].atLeast`, 'Bands go from the highest score down.', '各档须按分数从高到低。')]
    : [];
};
