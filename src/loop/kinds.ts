import { defineKind, type DocumentProblem, expressionProblems } from '#documents';
import { purposesInForce, referencesIn } from '#profile';
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
  check: (spec, context) => [
    ...expressionProblems(spec.who.condition, { path: 'spec.who.condition', context, expect: 'boolean' }),
    ...purposeWarnings(spec.purpose, new Set(context.documents('ConsentPurpose').keys())),
  ],
});

/** One that nobody has described asks for a yes that nobody was asked for: the program would reach no one. */
const purposeWarnings = (purpose: string, published: ReadonlySet<string>): readonly DocumentProblem[] =>
  published.has(purpose) || purposesInForce([]).some(({ name }) => name === purpose)
    ? []
    : [
        {
          severity: 'warning',
          path: 'spec.purpose',
          message: {
            en: `No consent purpose "${purpose}" is described, so only those who have said yes to it are reached. Publish a ConsentPurpose, or check the spelling.`,
            zh: `没有描述同意用途“${purpose}”，因此只会触达明确同意的人。请发布 ConsentPurpose，或检查拼写。`,
          },
        },
      ];
