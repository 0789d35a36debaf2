import { problem, type Progress, unitHash } from '#platform';
import type { FeatureSet } from '#profile';
import {
  constantGbdt,
  type GbdtModel,
  type Labelled,
  type PropensityModel,
  runInWorker,
  type Table,
  usualPropensity,
} from '#predict';
import { concatenate, type Dated, type Past } from './past.ts';
import { daysBefore } from './people-table.ts';
import type { Program } from './program.ts';

/** What a round learned: will they reach the goal, and what will it be worth if they do. */
export type Learned = {
  readonly propensity: PropensityModel;
  /** Predicts log(1 + margin) of those who reach the goal; `smearing` undoes the logarithm without bias (Duan 1983). */
  readonly worth: { readonly trees: GbdtModel; readonly smearing: number };
  /** What the report is about: a later time than any training row's, people who were in no training row, or nothing yet. */
  readonly judgedOn: 'time' | 'people' | 'nothing';
};

/**
 * Learns from the past as it was: at several dates, the features of that date and what people did after it.
 *
 * Validation is the latest date whose outcomes are known, and no training date's outcomes reach into it, so the
 * judgement is about a time the model could not know. Where the past is too short for that, the judgement is
 * about people it could not know. Either way the model that is used is then fitted once more, with what the
 * validation chose, on all of it: the latest past is the most telling one.
 * @throws too_little_data where there is too little past to learn from and to be judged by; see `learnUsual`
 */
export const learn = async (args: LearnArgs): Promise<Learned> => {
  const { program, set, asOf } = args;
  const seed = `${program.name}/${asOf.toISOString()}`;
  const dated = datesWithPeople(args);
  const { train, valid, judgedOn } = splitPast(program, set, dated);
  const task = args.progress.start(`train ${program.model.name}`, 1);
  const judged = await runInWorker(
    'fitPropensity',
    { train, valid, search: program.model.spec.search, seed },
    { onProgress: (done, of) => task.set(done, of) },
  );
  const { model: trees } = await runInWorker('trainGbdt', {
    train: labelled(set, dated),
    parameters: { ...judged.trees.parameters, trees: Math.max(1, judged.report.bestIteration), patience: 0 },
  });
  const worth = await learnWorth(set, dated, seed);
  task.done(
    `AUC ${judged.report.auc?.toFixed(3) ?? '–'} on ${judgedOn === 'time' ? 'a later time' : 'held-out people'}`,
  );
  return { propensity: { ...judged, trees }, worth, judgedOn };
};

/** What is believed of anybody while there is too little to tell people apart: the usual rate and the usual margin. */
export const learnUsual = ({ past, program, set, asOf }: LearnArgs): Learned => {
  const dated = learningDates(program, asOf).map((date) => past.at(date));
  const seen = {
    rows: dated.reduce((sum, { rows }) => sum + rows.rows, 0),
    positives: dated.reduce((sum, date) => sum + reached(date), 0),
  };
  return {
    propensity: usualPropensity(set.names, seen),
    worth: usualWorth(set, buyersOf(set, dated)),
    judgedOn: 'nothing',
  };
};

export type LearnArgs = {
  readonly past: Past;
  readonly program: Program;
  readonly set: FeatureSet;
  readonly asOf: Date;
  readonly progress: Progress;
};

/** The dates that a model is learned from, the latest first: of the latest the outcome is known by `asOf`. */
export const learningDates = ({ model, spec }: Program, asOf: Date): readonly Date[] => {
  const last = daysBefore(asOf, spec.goal.horizonDays);
  return Array.from({ length: model.spec.training.dates }, (_, k) =>
    daysBefore(last, k * model.spec.training.stepDays),
  );
};

/** Those of them at which there was somebody, and what followed each. */
const datesWithPeople = ({ past, program, asOf }: LearnArgs): readonly Dated[] => {
  const dates = learningDates(program, asOf);
  const dated = dates.map((date) => past.at(date));
  const first = dated.findIndex(({ rows }) => rows.rows === 0);
  if (first === 0) {
    throw problem('too_little_data', {
      detail: `nobody fits "${program.model.spec.who}" at ${dates[0].toISOString()}, ${program.spec.goal.horizonDays} days before the round`,
      detailZh: `本轮之前 ${program.spec.goal.horizonDays} 天（${dates[0].toISOString()}）时没有人符合“${program.model.spec.who}”`,
    });
  }
  return first < 0 ? dated : dated.slice(0, first);
};

/** Fewer people than this reaching the goal before the validation date are no past to learn from. */
const leastPositives = 100;
/** And fewer at the validation date itself are too few to tune and to judge by. */
const leastJudged = 40;
const heldOutShare = 0.3;

const reached = ({ goals }: Dated): number => goals.filter((each) => each > 0).length;

type Split = { readonly train: Labelled; readonly valid: Labelled; readonly judgedOn: Learned['judgedOn'] };

const splitPast = (program: Program, set: FeatureSet, dated: readonly Dated[]): Split => {
  const [latest] = dated;
  const known = dated.filter((date) => daysBefore(latest.asOf, program.spec.goal.horizonDays) >= date.asOf);
  const positives = known.reduce((sum, date) => sum + reached(date), 0);
  if (positives >= leastPositives && reached(latest) >= leastJudged)
    return { train: labelled(set, known), valid: labelled(set, [latest]), judgedOn: 'time' };
  const heldOut = (key: bigint): boolean => unitHash(program.name, 'held out', key.toString()) < heldOutShare;
  return {
    train: labelled(set, dated, (key) => !heldOut(key)),
    valid: labelled(set, dated, heldOut),
    judgedOn: 'people',
  };
};

/** The probability of reaching the goal, and the margin expected of it, for each row. */
export const predictWorth = async ({ worth }: Learned, table: Table): Promise<Float64Array> => {
  const logs = await runInWorker('predictGbdt', { model: worth.trees, table });
  return logs.map((log) => Math.max(0, Math.expm1(log) * worth.smearing));
};

/** Those who reached the goal, with the logarithm of what it was worth. */
const buyersOf = (set: FeatureSet, dated: readonly Dated[]): Labelled =>
  targeted(set, dated, {
    keep: ({ goals, marginMinor }, i) => goals[i] > 0 && marginMinor[i] > 0,
    target: ({ marginMinor }, i) => Math.log1p(marginMinor[i]),
  });

const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The mean margin, whoever it is. */
const usualWorth = (set: FeatureSet, { target }: Labelled): Learned['worth'] => ({
  trees: constantGbdt(set.names, Math.log1p(mean(target.map(Math.expm1))), 'squared'),
  smearing: 1,
});

/** Fewer buyers than this say only what orders are worth on the whole. */
const leastBuyers = 10;

const learnWorth = async (set: FeatureSet, dated: readonly Dated[], seed: string): Promise<Learned['worth']> => {
  const buyers = buyersOf(set, dated);
  if (buyers.table.rows < leastBuyers) return usualWorth(set, buyers);
  const { model } = await runInWorker('trainGbdt', {
    train: buyers,
    parameters: { loss: 'squared', trees: 60, depth: 3, learningRate: 0.1, l2: 20, minHessian: 30, seed },
  });
  const fitted = await runInWorker('predictGbdt', { model, table: buyers.table });
  // the ratio of means keeps the average honest even where residuals are not log-normal
  return { trees: model, smearing: mean(buyers.target.map(Math.expm1)) / Math.max(1e-9, mean(fitted.map(Math.expm1))) };
};

const labelled = (set: FeatureSet, dated: readonly Dated[], keep: (key: bigint) => boolean = () => true): Labelled =>
  targeted(set, dated, { keep: ({ rows }, i) => keep(rows.keys[i]), target: ({ goals }, i) => (goals[i] > 0 ? 1 : 0) });

type Targeted = {
  readonly keep: (dated: Dated, row: number) => boolean;
  readonly target: (dated: Dated, row: number) => number;
};

/** Several dates' people as one table, each person-date a row. */
const targeted = (set: FeatureSet, dated: readonly Dated[], { keep, target }: Targeted): Labelled => {
  const parts = dated.map((date) => ({
    date,
    rows: date.rows,
    kept: Array.from(date.rows.keys.keys()).filter((i) => keep(date, i)),
  }));
  return {
    table: concatenate(set, parts),
    target: Float64Array.from(parts.flatMap(({ date, kept }) => kept.map((i) => target(date, i)))),
  };
};
