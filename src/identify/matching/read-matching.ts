import { isSensitive } from '#collect';
import type { ClickHouse } from '#platform';
import type { Words } from '../../platform/schemas.ts';
import { currentPeople } from './current-people.ts';
import { type MatchPlan, planOf } from './field-plan.ts';
import type { MatchReport, MatchRun, PairState, StoredPair } from './match-run.ts';
import type { MatchStore } from './match-store.ts';
import { valuesOfPeople } from './people-records.ts';
import type { BlockingKey, MatchRuleSpec } from './rule-schema.ts';
import { heldSchema, type MatchModelAnswer, type MatchPair, type MatchPairsAnswer } from './schemas.ts';
import { probabilityOf } from './score-pairs.ts';

/** A field's words: its title, else its name. */
export const fieldTitle = (spec: MatchRuleSpec, name: string): Words =>
  spec.fields.find((field) => field.name === name)?.title ?? { zh: name, en: name };

/**
 * A page of pairs with both people's present values side by side and each field's bits. Pairs whose people have become
 * one meanwhile leave the list here.
 */
export const readPairs = async (
  { clickhouse, store }: { readonly clickhouse: ClickHouse; readonly store: MatchStore },
  {
    spec,
    ...filter
  }: {
    readonly rule: string;
    readonly spec: MatchRuleSpec;
    readonly states: readonly PairState[];
    readonly limit: number;
    readonly after?: { readonly weight: number; readonly a: string; readonly b: string } | undefined;
  },
): Promise<MatchPairsAnswer> => {
  const stored = await store.pairs(filter);
  const last = stored.at(-1);
  const next = stored.length < filter.limit || last === undefined ? null : `${last.weight}_${last.a}_${last.b}`;
  const current = await currentPeople(
    clickhouse,
    stored.flatMap(({ a, b }) => [a, b]),
  );
  const gone = stored.filter(({ a, b, state }) => state === 'open' && current(a) === current(b));
  await store.settle(filter.rule, gone);
  const plan = planOf(spec);
  const shown = stored.filter((pair) => !gone.includes(pair));
  const values = await valuesOfPeople(clickhouse, plan, [
    ...new Set(shown.flatMap(({ a, b }) => [current(a), current(b)])),
  ]);
  const of = (person: string): readonly string[] => values.get(current(person).toString()) ?? [];
  return { pairs: shown.map((pair) => asPair(pair, { plan, a: of(pair.a), b: of(pair.b) })), next };
};

type Sides = { readonly plan: MatchPlan; readonly a: readonly string[]; readonly b: readonly string[] };

const asPair = (pair: StoredPair, { plan, a, b }: Sides): MatchPair => ({
  a: pair.a,
  b: pair.b,
  weight: pair.weight,
  probability: pair.probability,
  priorBits: pair.evidence.priorBits,
  state: pair.state,
  held: heldSchema.safeParse(pair.held).data ?? null,
  decidedBy: pair.decidedBy,
  decidedAt: pair.decidedAt?.toISOString() ?? null,
  fields: pair.evidence.fields.map((evidence) => {
    // a field the rule no longer has keeps its bits and shows no values
    const field = plan.fields.find(({ name }) => name === evidence.name);
    return {
      ...evidence,
      title: fieldTitle(plan.spec, evidence.name),
      hashed: field !== undefined && 'identifier' in field.from && isSensitive(field.from.identifier),
      a: a[field?.at ?? -1] ?? '',
      b: b[field?.at ?? -1] ?? '',
    };
  }),
});

/** What the last run learned, in the shape people look at: m and u per level, and what each threshold would mean. */
export const readModel = (
  spec: MatchRuleSpec,
  run: MatchRun | undefined,
  decided: readonly StoredPair[],
): Omit<MatchModelAnswer, 'rule'> => ({
  model:
    run === undefined
      ? null
      : {
          lambda: run.report.model.lambda,
          priorBits: Math.log2(run.report.model.lambda / (1 - run.report.model.lambda)),
          matches: run.report.model.matches,
          fields: run.report.model.fields.map(({ name, levels }) => ({
            name,
            title: fieldTitle(spec, name),
            learned: !run.report.model.unlearned.includes(name),
            levels: [...levels],
          })),
        },
  blocking: (run?.report.blocking ?? []).map((figures, k) => ({
    rule: (spec.blocking[k] ?? []).map(keyWords).join(' + '),
    ...figures,
  })),
  thresholds: thresholdsOf(run?.report),
  reviewed: reviewedBy(decided),
});

/** @example keyWords({ fields: ['surname'], by: 'first', length: 2 }) // surname.first(2) */
export const keyWords = ({ fields, by, length }: BlockingKey): string => {
  const name = fields.join('|');
  if (by === 'whole') return name;
  return by === 'first' || by === 'last' ? `${name}.${by}(${length})` : `${name}.${by}`;
};

const thresholdsOf = (report: MatchReport | undefined): MatchModelAnswer['thresholds'] => {
  if (report === undefined) return [];
  let [pairs, matches] = [0, 0];
  return report.bins
    .toReversed()
    .map((bin) => {
      pairs += bin.pairs;
      matches += bin.matches;
      return {
        weight: bin.weight,
        probability: probabilityOf(bin.weight),
        pairs,
        precision: matches / pairs,
        recall: Math.min(1, matches / Math.max(report.model.matches, matches)),
      };
    })
    .toReversed();
};

const edges = [0, 0.5, 0.8, 0.9, 0.95, 0.99, 1] as const;

/** People's own verdicts by what the model had said: where they part, the threshold is wrong. */
const reviewedBy = (decided: readonly StoredPair[]): MatchModelAnswer['reviewed'] =>
  edges.slice(0, -1).flatMap((from, i) => {
    const to = edges[i + 1] ?? 1;
    const within = decided.filter(
      ({ probability, decidedBy }) => decidedBy !== 'rule' && probability >= from && (probability < to || to === 1),
    );
    const accepted = within.filter(({ state }) => state === 'accepted').length;
    return within.length === 0 ? [] : [{ from, to, accepted, rejected: within.length - accepted }];
  });
