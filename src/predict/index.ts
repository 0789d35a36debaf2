export { calibrate, fitCalibrator, fitIsotonic, fitPlatt, type Calibrator } from './calibrate.ts';
export { effect, evaluateEffect, fitEffect, type EffectArgs } from './effect/effect.ts';
export { bestTreatment, evaluateEffects, type EvaluateEffectArgs } from './effect/evaluate.ts';
export {
  effectModelSchema,
  type Arm,
  type EffectModel,
  type EffectPrior,
  type EffectReport,
  type Treatment,
} from './effect/format.ts';
export type { History } from './effect/history.ts';
export { explainEffect, predictEffect } from './effect/predict.ts';
export { explainGbdt, meanAbsolute, topReasons, type Contributions, type Reason } from './explain.ts';
export { defaultGbdtParameters, gbdtModelSchema, type GbdtModel, type GbdtParameters } from './gbdt/format.ts';
export { predictGbdt, predictMargins } from './gbdt/predict.ts';
export { trainGbdt, type Labelled, type TrainArgs, type Trained } from './gbdt/train.ts';
export { modelKind } from './kinds.ts';
export { populationStability } from './metrics/drift.ts';
export { brierScore, calibrationCurve, expectedCalibrationError, logLossOf } from './metrics/probability.ts';
export { aucOf, aucStandardError, gainsCurve, liftAt, type GainsPoint } from './metrics/ranking.ts';
export { qiniCoefficient, qiniCurve, upliftAt, type Comparison } from './metrics/uplift.ts';
export type { ModelKind, OnProgress } from './model.ts';
export {
  propensityModelSchema,
  type FeatureImportance,
  type PropensityModel,
  type PropensityReport,
} from './propensity-format.ts';
export type { SearchGrid } from './propensity-search.ts';
export {
  evaluatePropensity,
  explainPropensity,
  fitPropensity,
  predictPropensity,
  propensity,
  type PropensityArgs,
} from './propensity.ts';
export { fitResponse, type ResponseArgs } from './response/fit.ts';
export { responseModelSchema, type RespondedTreatment, type ResponseModel } from './response/format.ts';
export { propensitiesOf, type ResponseHistory } from './response/history.ts';
export { predictResponse, type Response } from './response/predict.ts';
export { runInWorker, trainInWorker, type WorkerOptions } from './run-in-worker.ts';
export type { ModelSpec } from './schemas.ts';
export {
  appendColumns,
  columnOf,
  emptyTable,
  selectColumns,
  selectRows,
  tableFromColumns,
  type Table,
} from './table.ts';
export { constantGbdt, usualPropensity } from './usual.ts';
export type { JobArgs, JobName, JobResult } from './worker-jobs.ts';
