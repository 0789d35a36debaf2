import { defineKind, expressionProblems } from '#documents';
import { referencesIn } from '#profile';
import { modelSpecSchema } from './schemas.ts';

/** Names the expression language can say without quotes; of others only the store can tell whether they exist. */
const plainEventName = /^[A-Za-z_$]\w*$/;

export const modelKind = defineKind({
  kind: 'Model',
  plural: 'models',
  title: { zh: '模型', en: 'Model' },
  specSchema: modelSpecSchema,
  references: ({ features, who }) => [
    ...(features === 'all' ? [] : features.map((name, i) => ({ kind: 'Feature', name, path: `spec.features[${i}]` }))),
    ...referencesIn(who, 'spec.who'),
  ],
  check: ({ goal, who }, context) => {
    const problems = [...expressionProblems(who, { path: 'spec.who', context, expect: 'boolean' })];
    if (plainEventName.test(goal.event)) {
      const counted = goal.where === undefined ? goal.event : `${goal.event} where ${goal.where}`;
      const path = goal.where === undefined ? 'spec.goal.event' : 'spec.goal.where';
      problems.push(...expressionProblems(`count(${counted}) > 0`, { path, context, expect: 'boolean' }));
    }
    return problems;
  },
});
