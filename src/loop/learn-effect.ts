import type { ClickHouse, Progress } from '#platform';
import type { FeatureSet } from '#profile';
import { type EffectModel, propensitiesOf, type ResponseHistory, type ResponseModel, runInWorker } from '#predict';
import { type Experiment, readSubjects, treatmentName } from './experiments.ts';
import { concatenate, type Dated, type Past } from './past.ts';
import type { Candidate, Program } from './program.ts';

/**
 * What each candidate changes for each person, learned from randomised days: campaigns the brand tested before
 * Gyre, as events with an arm for nothing, and whom chance decided about in this program's earlier rounds (the holdout, the
 * random group, the explored of the model group), each with the chances they had.
 *
 * Where the log says which orders used a benefit, effects are anchored in that; otherwise, or with too few uses, they
 * are differences between the treated and the untreated alone.
 */
export const learnEffect = async (args: LearnEffectArgs): Promise<EffectModel | ResponseModel> => {
  const { program, asOf } = args;
  const history = await readHistory(args);
  const seed = `${program.name}/${asOf.toISOString()}`;
  const task = args.progress.start('learn effects', 1);
  const onProgress = (done: number, of: number): void => task.set(done, of);
  const rows = history.treatment.length.toLocaleString('en');

  const response = await runInWorker(
    'fitResponse',
    {
      ...history,
      treatments: program.candidates.map((candidate) => ({
        name: treatmentName(candidate),
        benefit: candidate.coupon?.name ?? candidate.offer.name,
        descriptors: describe(candidate, program),
      })),
      seed,
    },
    { onProgress },
  );
  if (response) {
    task.done(`${rows} randomised rows, ${response.uses.toLocaleString('en')} uses`);
    return response;
  }
  const model = await runInWorker(
    'fitEffect',
    {
      table: history.table,
      treatment: history.treatment,
      propensity: propensitiesOf(history),
      outcome: history.orders.map((orders) => (orders > 0 ? 1 : 0)),
      treatments: program.candidates.map((candidate) => ({
        name: treatmentName(candidate),
        descriptors: describe(candidate, program),
      })),
      prior: { effect: mean(program.candidates.map(({ offer }) => offer.spec.prior.effect)), sd: 0.01 },
      folds: 3,
      seed,
    },
    { onProgress },
  );
  task.done(`${rows} randomised rows, ${model.basis}`);
  return model;
};

type LearnEffectArgs = {
  readonly clickhouse: ClickHouse;
  /** Has the days of the experiments. */
  readonly past: Past;
  readonly experiments: readonly Experiment[];
  readonly program: Program;
  readonly set: FeatureSet;
  readonly asOf: Date;
  readonly progress: Progress;
};

/** Everybody of the randomised days who was the program's business then: features, arm and chances, and what they did after it. */
const readHistory = async ({
  clickhouse,
  past,
  experiments,
  program,
  set,
}: LearnEffectArgs): Promise<ResponseHistory> => {
  const days = await Promise.all(
    experiments.map(async (experiment) => {
      const dated = past.at(experiment.asOf);
      const subjects = await readSubjects(clickhouse, experiment, program.candidates.length);
      const kept = Array.from(dated.rows.keys.keys()).filter((i) => subjects.has(dated.rows.keys[i]));
      return { dated, kept, subjects: kept.flatMap((i) => subjects.get(dated.rows.keys[i]) ?? []) };
    }),
  );
  const all = days.flatMap(({ subjects }) => subjects);
  const column = (of: (dated: Dated) => Float32Array): Float64Array =>
    Float64Array.from(days.flatMap(({ dated, kept }) => kept.map((i) => of(dated)[i])));
  return {
    table: concatenate(
      set,
      days.map(({ dated, kept }) => ({ rows: dated.rows, kept })),
    ),
    treatment: Int32Array.from(all, ({ arm }) => arm),
    chance: Float64Array.from(all.flatMap(({ chance }) => chance)),
    orders: column(({ goals }) => goals),
    uses: column(({ uses }) => uses),
    marginMinor: column(({ marginMinor }) => marginMinor),
  };
};

/** What treatments are compared by, so that one can be learned from the other: worth, hurdle, kind, channel. */
const describe = ({ coupon, channel, costPerUseMinor }: Candidate, { candidates }: Program): number[] => {
  const benefit = coupon?.spec.benefit;
  const kinds = ['spend_save', 'gift', 'voucher', 'come_back'];
  const channels = [...new Set(candidates.map((each) => each.channel.name))];
  return [
    costPerUseMinor / 1000,
    (benefit && 'thresholdMinor' in benefit ? (benefit.thresholdMinor ?? 0) : 0) / 1000,
    ...kinds.map((kind) => (benefit?.type === kind ? 1 : 0)),
    ...channels.map((name) => (channel.name === name ? 1 : 0)),
  ];
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
