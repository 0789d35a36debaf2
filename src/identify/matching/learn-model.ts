import { expectationMaximisation, type Levels, posterior } from './expectation-maximisation.ts';
import type { FieldPlan, MatchPlan } from './field-plan.ts';
import { levelShares, type PatternCounts } from './patterns.ts';

/** What was learned: how often each level occurs among matches (m) and among strangers (u), and how rare a match is. */
export type MatchModel = {
  readonly m: readonly Levels[];
  readonly u: readonly Levels[];
  /** Probability that two records taken at random are one person. */
  readonly lambda: number;
  /** Fields of which no round could learn m. */
  readonly unlearned: readonly number[];
  readonly rounds: readonly { readonly rule: number; readonly lambda: number; readonly iterations: number }[];
};

export type Evidence = {
  /** Pairs that agree on a blocking rule. */
  readonly candidates: PatternCounts;
  /** Pairs taken at random. */
  readonly sample: PatternCounts;
  /** Per field: share of all pairs with both values whose values are the same, counted and not sampled. */
  readonly same: readonly number[];
  /** All pairs there are, n(n−1)/2. */
  readonly allPairs: number;
};

const rounds = 6;

/**
 * u from pairs at random, m from rounds of expectation-maximisation, one per blocking rule, in which the fields of the
 * rule do not count because they agree there by construction (as Splink trains). Pairs at random hold a few matches:
 * what they see is λm + (1−λ)u, which is solved for u after every pass. λ: the matches expected among the candidates,
 * over all pairs. Nothing here looks at truth.
 */
export const learnModel = (plan: MatchPlan, evidence: Evidence): MatchModel => {
  const { candidates, sample, allPairs } = evidence;
  const all = plan.fields.map(({ at }) => at);
  const seen = plan.fields.map((field) => seenAtRandom(field, sample, evidence.same[field.at] ?? 0));
  let lambda = Math.min(0.5, 1 / Math.sqrt(2 * allPairs));
  let m = plan.fields.map(usualM);
  let u = seen.map((levels) => floored(levels, allPairs));
  let model: MatchModel = { m, u, lambda, unlearned: [], rounds: [] };
  for (let pass = 0; pass < rounds; pass++) {
    const learned = plan.blocking.map((rule, k) => {
      const held = new Set(rule.flatMap((key) => key.fields));
      const free = plan.fields.filter((field) => !isHeld(field, held, plan)).map(({ at }) => at);
      const takes = (p: number): boolean => ((candidates.rules[p] ?? 0) & (1 << k)) !== 0;
      return { k, free, ...expectationMaximisation({ counts: candidates, takes, free, u, m, lambda: 0.1 }) };
    });
    m = plan.fields.map((field) => averaged(field, learned) ?? usualM(field));
    lambda = matchesExpected(candidates, { free: all, m, u, lambda }, allPairs);
    u = seen.map((levels, f) => floored(withoutMatches(levels, m[f] ?? levels, lambda), allPairs));
    model = {
      m,
      u,
      lambda,
      unlearned: all.filter((f) => learned.every(({ free, matches }) => !free.includes(f) || (matches[f] ?? 0) < 1)),
      rounds: learned.map((round) => ({ rule: round.k, lambda: round.lambda, iterations: round.iterations })),
    };
  }
  return model;
};

/** A field is held by a rule on itself, on its partner, or on the field that counts their exchange. */
const isHeld = ({ name, exchanged, countedAt }: FieldPlan, held: ReadonlySet<string>, { fields }: MatchPlan): boolean =>
  [name, fields[exchanged?.partner ?? -1]?.name, fields[countedAt ?? -1]?.name].some(
    (each) => each !== undefined && held.has(each),
  );

/** Before anything is learned: nine of ten agree, the rest is spread. */
const usualM = ({ same }: FieldPlan): Levels =>
  Float64Array.from({ length: same + 1 }, (_, l) =>
    l === 0 ? 0 : l === same ? (same === 1 ? 1 : 0.9) : 0.1 / (same - 1),
  );

/** Levels at random, with "the same" counted over all pairs: a sample sees too little of what is rare. */
const seenAtRandom = (field: FieldPlan, sample: PatternCounts, same: number): Levels => {
  const shares = levelShares(sample, field.at, field.same);
  const rest = 1 - (shares[field.same] ?? 0);
  return shares.map((share, l) => (l === field.same ? same : rest === 0 ? 0 : (share * (1 - same)) / rest));
};

const withoutMatches = (seen: Levels, m: Levels, lambda: number): Levels =>
  seen.map((share, l) => Math.max(0, (share - lambda * (m[l] ?? 0)) / (1 - lambda)));

/** Nothing is rarer than half a pair of all there are. */
const floored = (shares: Levels, allPairs: number): Levels => {
  const raised = shares.map((share, l) => (l === 0 ? 0 : Math.max(share, 0.5 / allPairs)));
  const total = raised.reduce((sum, share) => sum + share, 0);
  return raised.map((share) => share / total);
};

type Learned = { readonly free: readonly number[]; readonly m: readonly Levels[]; readonly matches: Float64Array };

/** The rounds' m, each as heavy as the matches it saw. */
const averaged = ({ at, same }: FieldPlan, learned: readonly Learned[]): Levels | undefined => {
  const rounds = learned.filter(({ free, matches }) => free.includes(at) && (matches[at] ?? 0) >= 1);
  if (rounds.length === 0) return undefined;
  const total = rounds.reduce((sum, { matches }) => sum + (matches[at] ?? 0), 0);
  return Float64Array.from({ length: same + 1 }, (_, l) =>
    rounds.reduce((sum, round) => sum + ((round.m[at]?.[l] ?? 0) * (round.matches[at] ?? 0)) / total, 0),
  );
};

/** λ such that the candidates hold as many matches as λ says there are: pairs no rule finds are taken as strangers. */
const matchesExpected = (
  counts: PatternCounts,
  model: {
    readonly free: readonly number[];
    readonly m: readonly Levels[];
    readonly u: readonly Levels[];
    readonly lambda: number;
  },
  allPairs: number,
): number => {
  let { lambda } = model;
  for (let i = 0; i < 200; i++) {
    let matches = 0;
    for (let p = 0; p < counts.size; p++)
      matches += (counts.pairs[p] ?? 0) * posterior(counts, p, { ...model, lambda });
    const next = Math.min(0.5, Math.max(matches / allPairs, 1e-12));
    if (Math.abs(next - lambda) < 1e-9 * next) return next;
    lambda = next;
  }
  return lambda;
};
