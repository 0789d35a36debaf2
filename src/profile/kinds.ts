import { defineKind, expressionProblems } from '#documents';
import { referencesIn } from './references.ts';
import { audienceSpecSchema, featureSpecSchema } from './schemas.ts';
import { circleProblems } from './tags/circles.ts';

export const featureKind = defineKind({
  kind: 'Feature',
  plural: 'features',
  title: { zh: '特征', en: 'Feature' },
  specSchema: featureSpecSchema,
  references: (spec) => referencesIn(spec.expression, 'spec.expression'),
  check: (spec, context) => expressionProblems(spec.expression, { path: 'spec.expression', context, expect: 'number' }),
});

export const audienceKind = defineKind({
  kind: 'Audience',
  plural: 'audiences',
  title: { zh: '人群', en: 'Audience' },
  specSchema: audienceSpecSchema,
  references: (spec) => referencesIn(spec.condition, 'spec.condition'),
  check: (spec, context) => {
    const wrong = expressionProblems(spec.condition, { path: 'spec.condition', context, expect: 'boolean' });
    const readable = wrong.every(({ severity }) => severity !== 'error');
    return readable ? [...wrong, ...circleProblems(context, spec.condition, 'spec.condition')] : wrong;
  },
});
