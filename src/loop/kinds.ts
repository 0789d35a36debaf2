import { defineKind, expressionProblems } from '#documents';
import { referencesIn } from '#profile';
import { programSpecSchema } from './schemas.ts';

export const programKind = defineKind({
  kind: 'Program',
  plural: 'programs',
  title: { zh: '运营计划', en: 'Program' },
  specSchema: programSpecSchema,
  references: (spec) => [
    { kind: 'Model', name: spec.model, path: 'spec.model' },
    ...spec.offers.map((name, i) => ({ kind: 'Offer', name, path: `spec.offers[${i}]` })),
    ...spec.channels.map((name, i) => ({ kind: 'Channel', name, path: `spec.channels[${i}]` })),
    ...referencesIn(spec.who.condition, 'spec.who.condition'),
  ],
  check: (spec, context) =>
    expressionProblems(spec.who.condition, { path: 'spec.who.condition', context, expect: 'boolean' }),
});
