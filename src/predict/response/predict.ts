import { predictGbdt } from '../gbdt/predict.ts';
import type { Table } from '../table.ts';
import type { ResponseModel } from './format.ts';
import { usesOf } from './use.ts';

export type Response = {
  /** Per treatment and row: by how many orders it raises what is expected of the person. */
  readonly effect: readonly Float64Array[];
  /** Per treatment and row: the probability that its benefit is used. */
  readonly use: readonly Float64Array[];
};

export const predictResponse = (model: ResponseModel, table: Table): Response => {
  const use = usesOf(model.use, table, model.treatments);
  const baseline = predictGbdt(model.baseline, table);
  return { effect: effectsOf(model, use, baseline), use };
};

export const effectsOf = (
  { kept, displaced }: Pick<ResponseModel, 'kept' | 'displaced'>,
  use: readonly Float64Array[],
  baseline: Float64Array,
): Float64Array[] => use.map((own, k) => own.map((u, i) => kept[k] * u - displaced * baseline[i]));
