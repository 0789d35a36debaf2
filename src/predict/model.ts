import type { Table } from './table.ts';

/**
 * The interface every kind of model has, and all there is to learn about one. `Json` is the fitted model as plain data:
 * it can be stored, exported and read again by its schema.
 */
export type ModelKind<FitArgs, Json, Prediction, Explanation, EvaluateArgs, Report> = {
  readonly fit: (args: FitArgs) => Json;
  readonly predict: (model: Json, table: Table) => Prediction;
  /** Why each row got its prediction, on the scale of the model's margin. */
  readonly explain: (model: Json, table: Table) => Explanation;
  /** How good the predictions are on rows the model has not seen. */
  readonly evaluate: (model: Json, args: EvaluateArgs) => Report;
};

/** Told while a model is being fitted: how much of the expected work is done. */
export type OnProgress = (done: number, of: number) => void;
