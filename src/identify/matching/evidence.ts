import { levelIn, type MatchPlan } from './field-plan.ts';
import type { MatchModel } from './learn-model.ts';
import type { Evidence } from './match-run.ts';
import { bitsOf, priorBits, type ScoredPair } from './score-pairs.ts';

/** The waterfall of a pair: from the prior, field by field, to its weight. */
export const evidenceOf = ({ fields }: MatchPlan, model: MatchModel, pair: ScoredPair): Evidence => {
  const withTerms = fields.filter(({ termFrequency }) => termFrequency);
  return {
    priorBits: priorBits(model),
    fields: fields.map((field) => {
      const level = levelIn(pair.pattern, field);
      const termBits = pair.terms[withTerms.indexOf(field)] ?? 0;
      return {
        name: field.name,
        level: level === 0 ? 'missing' : (field.levels[level - 1] ?? ''),
        bits: bitsOf(model, field.at, level) + termBits,
        termBits,
      };
    }),
  };
};
