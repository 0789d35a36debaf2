import { type ClickHouse, type Progress, problem } from '#platform';
import type { MatchPlan } from './field-plan.ts';
import { learnModel, type MatchModel } from './learn-model.ts';
import { patternCounts } from './patterns.ts';
import {
  type BlockingFigures,
  blockingFigures,
  candidatePatterns,
  comparePairs,
  createPairs,
  prepareRecords,
  type RecordSource,
  samplePatterns,
  sameShares,
  type Scratch,
} from './scratch-tables.ts';
import { scorePairs, type WeightBin, weightBins, writeWeights } from './score-pairs.ts';

/** Pairs at random from which u is learned. */
const sampledPairs = 1_000_000;

export type Found = {
  readonly records: number;
  readonly candidates: number;
  readonly blocking: readonly BlockingFigures[];
  readonly model: MatchModel;
  readonly bins: readonly WeightBin[];
};

type Deps = { readonly clickhouse: ClickHouse; readonly progress: Progress };
type Args = { readonly plan: MatchPlan; readonly source: RecordSource; readonly scratch: Scratch };

/**
 * Records in, scored pairs out (in `scratch.scored`): prepare, block, compare, learn, score. Everything over records and
 * pairs is a statement in ClickHouse; here are only patterns and their counts.
 * @throws GyreError `unprocessable` when the blocking rules make more pairs than the rule allows
 */
export const findPairs = async ({ clickhouse, progress }: Deps, { plan, source, scratch }: Args): Promise<Found> => {
  const task = progress.start('match: records', plan.blocking.length + 4);
  const records = await prepareRecords(clickhouse, { plan, source, scratch });
  const blocking = await blockingFigures(clickhouse, plan, scratch);
  refuseTooMany(plan, blocking);
  task.add(1);
  await createPairs(clickhouse, scratch);
  for (const k of plan.blocking.keys()) {
    await comparePairs(clickhouse, plan, scratch, k);
    task.add(1);
  }
  const candidateRows = await candidatePatterns(clickhouse, scratch);
  const counts = patternCounts(plan, candidateRows);
  const sample = await samplePatterns(clickhouse, plan, { scratch, records, target: sampledPairs });
  task.add(1);
  const model = learnModel(plan, {
    candidates: counts,
    sample: patternCounts(plan, sample),
    same: await sameShares(clickhouse, plan, scratch),
    allPairs: Math.max(1, (records * (records - 1)) / 2),
  });
  task.add(1);
  const patterns = candidateRows.map(({ pattern }) => pattern);
  await writeWeights(clickhouse, { counts, patterns, model, scratch });
  await scorePairs(clickhouse, { plan, model, scratch });
  const candidates = counts.pairs.reduce((sum, pairs) => sum + pairs, 0);
  task.done(`records ${records.toLocaleString('en')}, pairs compared ${candidates.toLocaleString('en')}`);
  return { records, candidates, blocking, model, bins: await weightBins(clickhouse, scratch) };
};

const refuseTooMany = ({ spec }: MatchPlan, blocking: readonly BlockingFigures[]): void => {
  const total = blocking.reduce((sum, { pairs }) => sum + pairs, 0);
  if (total <= spec.mostPairs) return;
  const worst = blocking.reduce((most, { pairs }, k) => (pairs > (blocking[most]?.pairs ?? 0) ? k : most), 0);
  const [all, most] = [Math.round(total).toLocaleString('en'), spec.mostPairs.toLocaleString('en')];
  throw problem('unprocessable', {
    detail: `the blocking rules make ${all} pairs, mostPairs is ${most}; rule ${worst + 1} makes the most: add a key to it or lower largestBlock`,
    detailZh: `分块规则会产生 ${all} 对，超过 mostPairs ${most}；第 ${worst + 1} 条最多：请为它增加一个键或调低 largestBlock`,
    field: `spec.blocking[${worst}]`,
  });
};
