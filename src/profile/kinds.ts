import { defineKind, expressionProblems } from '#documents';
import { audienceSpecSchema, featureSpecSchema } from './schemas.ts';

export const featureKind = defineKind({
  kind: 'Feature',
  plural: 'features',
  title: { zh: '特征', en: 'Feature' },
  specSchema: featureSpecSchema,
  check: (spec, context) => expressionProblems(spec.expression, { path: 'spec.expression', context, expect: 'number' }),
});

export const audienceKind = defineKind({
  kind: 'Audience',
  plural: 'audiences',
  title: { zh: '人群', en: 'Audience' },
  specSchema: audienceSpecSchema,
  check: (spec, context) => expressionProblems(spec.condition, { path: 'spec.condition', context, expect: 'boolean' }),
});
