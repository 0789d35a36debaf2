import { explainGbdt, type Contributions } from '../explain.ts';
import type { GbdtModel } from '../gbdt/format.ts';
import { predictGbdt, predictMargins } from '../gbdt/predict.ts';
import type { Table } from '../table.ts';
import { designTable } from './design.ts';
import type { EffectModel } from './format.ts';
import { spreadUnits } from './heterogeneity.ts';

/** The effect of every treatment (in the model's order) on every row, in units of the outcome. */
export const predictEffect = (model: EffectModel, table: Table): Float64Array[] =>
  perTreatment(model, table, {
    fromMean: (mean) => new Float64Array(table.rows).fill(mean),
    fromTrees: ({ mean, unit, trees, design }) => predictMargins(trees, design).map((h) => mean + unit * h),
  });

/** Contributions to the effect of each treatment; `$baseline` stands for how likely the person is to buy anyway. */
export const explainEffect = (model: EffectModel, table: Table): Contributions[] =>
  perTreatment<Contributions>(model, table, {
    fromMean: (mean) => ({ names: [], rows: table.rows, base: mean, values: new Float64Array(0) }),
    fromTrees: ({ mean, unit, trees, design }) => {
      const { names, rows, base, values } = explainGbdt(trees, design);
      return { names, rows, base: mean + unit * base, values: values.map((value) => unit * value) };
    },
  });

type FromTrees = {
  readonly mean: number;
  /** What one unit of the trees is worth for this treatment. */
  readonly unit: number;
  readonly trees: GbdtModel;
  readonly design: Table;
};

const perTreatment = <Result>(
  { arms, heterogeneity, baseline: baselineModel, treatments }: EffectModel,
  table: Table,
  how: { readonly fromMean: (mean: number) => Result; readonly fromTrees: (args: FromTrees) => Result },
): Result[] => {
  if (!heterogeneity || !baselineModel) return arms.map(({ effect }) => how.fromMean(effect));
  const { trees, scale } = heterogeneity;
  const units = spreadUnits(arms.map(({ effect }) => effect));
  const baseline = predictGbdt(baselineModel, table);
  const rows = Int32Array.from({ length: table.rows }, (_, i) => i);
  return arms.map(({ effect }, k) => {
    const design = designTable({ table, baseline, treatments, rows, arms: new Int32Array(table.rows).fill(k + 1) });
    return how.fromTrees({ mean: effect, unit: scale * units[k], trees, design });
  });
};
