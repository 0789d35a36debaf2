import { seededRandom, type Random } from '#platform/random.ts';
import type { Table } from '../table.ts';
import { binTable } from './bins.ts';
import { defaultGbdtParameters, type GbdtModel, type GbdtParameters, type Tree } from './format.ts';
import { growTree } from './grow.ts';
import type { Sample } from './histogram.ts';
import { losses } from './losses.ts';
import { addTree } from './predict.ts';

/** Rows with what is to be learned about them. */
export type Labelled = {
  readonly table: Table;
  /** 0/1 (or a probability) for the logistic loss, any number for the squared one. */
  readonly target: Float64Array;
  /** How much each row counts; 1 when left out. Negative weights are not allowed. */
  readonly weight?: Float64Array | undefined;
};

export type TrainArgs = {
  readonly train: Labelled;
  /** Judges every tree; with patience > 0 training stops when it no longer improves, and the best length is kept. */
  readonly valid?: Labelled | undefined;
  readonly parameters?: Partial<GbdtParameters>;
  /** Where boosting starts; the best constant when left out. */
  readonly baseMargin?: number | undefined;
  readonly onTree?: ((done: number, of: number) => void) | undefined;
};

export type Trained = {
  readonly model: GbdtModel;
  /** Loss on the validation rows after 0, 1, 2 … trees (log loss, or mean squared error); empty without them. */
  readonly validLoss: readonly number[];
  /** Trees kept. */
  readonly bestIteration: number;
};

/**
 * Gradient boosting on histograms with second-order leaves: Friedman 2001 (boosting), Chen & Guestrin 2016 (gain and
 * leaf value), Ke et al. 2017 (histograms). The same arguments give the same model to the bit.
 *
 * @example trainGbdt({ train: { table, target }, parameters: { depth: 3, trees: 50 } }).model
 */
export const trainGbdt = (args: TrainArgs): Trained => {
  const parameters: GbdtParameters = { ...defaultGbdtParameters, ...args.parameters };
  const { table, target } = args.train;
  const weight = args.train.weight ?? new Float64Array(table.rows).fill(1);
  if (target.length !== table.rows || weight.length !== table.rows)
    throw new RangeError('one target and weight per row');
  if (!target.every(Number.isFinite) || !weight.every((w) => w >= 0)) {
    throw new RangeError('targets must be finite numbers, weights must not be negative');
  }
  const loss = losses[parameters.loss];
  const random = seededRandom(parameters.seed);
  const bins = binTable(table, parameters.maxBins);
  const baseMargin = args.baseMargin ?? loss.base(target, weight);
  const margin = new Float64Array(table.rows).fill(baseMargin);
  const gradient = new Float64Array(table.rows);
  const hessian = new Float64Array(table.rows);
  const trees: Tree[] = [];
  const judge = args.valid && validation(args.valid, parameters, baseMargin);

  for (let t = 0; t < parameters.trees; t++) {
    loss.derivatives({ target, weight, margin, gradient, hessian });
    const sample = drawRows(random, parameters.subsample, gradient, hessian);
    const features = drawFeatures(random, parameters.columnSample, bins.features);
    const inSample = sample.rows.length === table.rows;
    const tree = growTree({
      bins,
      sample,
      features,
      parameters,
      weight,
      onLeaf: (begin, end, value) => {
        if (inSample) for (let i = begin; i < end; i++) margin[sample.rows[i]] += value;
      },
    });
    if (!inSample) addTree(tree, table, margin); // rows left out of the sample need their leaf too
    trees.push(tree);
    judge?.add(tree);
    args.onTree?.(t + 1, parameters.trees);
    if (judge && parameters.patience > 0 && t + 1 - judge.best() >= parameters.patience) break;
  }

  const bestIteration = judge && parameters.patience > 0 ? judge.best() : trees.length;
  return {
    model: {
      format: 'gyre-gbdt',
      version: 1,
      features: [...table.names],
      baseMargin,
      parameters,
      trees: trees.slice(0, bestIteration),
    },
    validLoss: judge?.history ?? [],
    bestIteration,
  };
};

const validation = (
  valid: Labelled,
  parameters: GbdtParameters,
  baseMargin: number,
): { history: number[]; add: (tree: Tree) => void; best: () => number } => {
  const loss = losses[parameters.loss];
  const weight = valid.weight ?? new Float64Array(valid.table.rows).fill(1);
  const margin = new Float64Array(valid.table.rows).fill(baseMargin);
  const history = [loss.mean(valid.target, weight, margin)];
  let best = 0;
  return {
    history,
    add: (tree) => {
      addTree(tree, valid.table, margin);
      history.push(loss.mean(valid.target, weight, margin));
      if (history[history.length - 1] < history[best]) best = history.length - 1;
    },
    best: () => best,
  };
};

/** The rows of one tree, each kept with probability `share`, with their derivatives in the same order. */
const drawRows = (random: Random, share: number, gradient: Float64Array, hessian: Float64Array): Sample => {
  const all = gradient.length;
  const rows = new Int32Array(all);
  let count = 0;
  for (let i = 0; i < all; i++) if (share >= 1 || random.next() < share) rows[count++] = i;
  if (count === all) return { rows, gradient: gradient.slice(), hessian: hessian.slice() };
  const kept = rows.slice(0, count);
  const sample: Sample = { rows: kept, gradient: new Float64Array(count), hessian: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    sample.gradient[i] = gradient[kept[i]];
    sample.hessian[i] = hessian[kept[i]];
  }
  return sample;
};

/** `share` of the features (at least one), drawn without replacement, ascending. */
const drawFeatures = (random: Random, share: number, features: number): Int32Array => {
  const all = Int32Array.from({ length: features }, (_, j) => j);
  const wanted = Math.max(1, Math.round(share * features));
  if (wanted >= features) return all;
  for (let k = 0; k < wanted; k++) {
    const other = k + random.int(features - k);
    [all[k], all[other]] = [all[other], all[k]];
  }
  return all.slice(0, wanted).sort();
};
