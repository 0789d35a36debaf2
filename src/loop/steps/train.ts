import { type ClickHouse, type Clock, GyreError, type Progress } from '#platform';
import type { FeatureSet } from '#profile';
import { learn, type LearnArgs, type Learned, learningDates, learnUsual } from '../learn.ts';
import { findExperiments } from '../experiments.ts';
import { learnEffect } from '../learn-effect.ts';
import type { Artefact, ModelStore } from '../model-store.ts';
import { openPast } from '../past.ts';
import { programFeatures } from '../people-table.ts';
import type { Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';
import type { Words } from '../../platform/schemas.ts';
import { modelVersion } from './score.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly models: ModelStore;
  readonly clock: Clock;
  readonly progress: Progress;
};

/** Trains on what was known before the round, judges on later time, and keeps the model under the round's version. */
export const trainStep = async (
  round: Round,
  program: Program,
  { clickhouse, models, clock, progress }: Deps,
): Promise<StepOutcome> => {
  const set = programFeatures(program);
  const experiments = await findExperiments(clickhouse, program, round.asOf);
  const dates = [...learningDates(program, round.asOf), ...experiments.map(({ asOf }) => asOf)];
  const past = await openPast(clickhouse, program, dates);
  // each in a worker of its own, so that two cores have work
  const [{ learned, notes }, effect] = await Promise.all([
    learnOrWait({ past, program, set, asOf: round.asOf, progress }),
    learnEffect({ clickhouse, past, experiments, program, set, asOf: round.asOf, progress }),
  ]);
  const artefact = { ...learned, effect };
  await models.save(program.model.name, modelVersion(round), artefact, clock.now());
  const model = learned.judgedOn === 'nothing' ? {} : { model: recordOf(round, program, set, artefact, clock.now()) };
  return { figures: figuresOf(artefact), record: { ...model, notes } };
};

type LearnedOrNot = { readonly learned: Learned; readonly notes: readonly Words[] };

/** A young brand's round goes on without a model, and says so. */
const learnOrWait = async (args: LearnArgs): Promise<LearnedOrNot> => {
  try {
    return { learned: await learn(args), notes: [] };
  } catch (cause) {
    if (!(cause instanceof GyreError && cause.code === 'too_little_data')) throw cause;
    const { en, zh } = cause.publicText;
    return {
      learned: learnUsual(args),
      notes: [
        {
          en: `${en}. Until then the model group is drawn at random, so that later rounds have something to learn from; the rule of experience (RFM) goes on in its own group.`,
          zh: `${zh}。在此之前模型组随机抽取，为之后的轮次积累可学习的数据；经验组仍按 RFM 规则执行。`,
        },
      ],
    };
  }
};

const figuresOf = ({ propensity, effect }: Artefact): Record<string, number> => ({
  rows: propensity.report.trainRows,
  positives: propensity.report.trainPositives,
  auc: propensity.report.auc ?? 0,
  randomisedRows: randomisedRows(effect),
});

const randomisedRows = (effect: Artefact['effect']): number =>
  effect.format === 'gyre-response' ? effect.rows : effect.arms.reduce((sum, arm) => sum + arm.rows, 0);

const recordOf = (
  round: Round,
  program: Program,
  set: FeatureSet,
  { propensity, effect }: Artefact,
  trainedAt: Date,
): Round['model'] => {
  const { report } = propensity;
  const titles = new Map(program.features.map((feature) => [feature.name, feature.title]));
  const total = report.featureImportance.reduce((sum, each) => sum + each.contribution, 0) || 1;
  const qini = effect.report?.treatments.map((treatment) => treatment.qini) ?? [];
  return {
    name: program.model.name,
    title: program.model.title,
    version: modelVersion(round),
    trainedAt: trainedAt.toISOString(),
    rows: report.trainRows,
    positives: report.trainPositives,
    auc: report.auc ?? 0,
    logLoss: report.logLoss,
    liftTopDecile: report.liftTopDecile ?? 0,
    calibration: report.calibration.map(({ predicted, observed, rows }) => ({ predicted, observed, rows })),
    importance: report.featureImportance.slice(0, Math.min(20, set.names.length)).map(({ name, contribution }) => ({
      feature: name,
      title: titles.get(name) ?? { zh: name, en: name },
      share: contribution / total,
    })),
    effect: {
      rows: randomisedRows(effect),
      method: effect.format === 'gyre-response' ? 'uses' : effect.basis,
      qini: qini.length === 0 ? null : qini.reduce((sum, each) => sum + each, 0) / qini.length,
    },
  };
};
