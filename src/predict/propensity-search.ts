import { seededRandom } from '#platform/random.ts';
import type { GbdtParameters } from './gbdt/format.ts';
import { trainGbdt, type Labelled } from './gbdt/train.ts';
import type { OnProgress } from './model.ts';
import { pick, selectRows } from './table.ts';

/** Values to try; every combination is tried. */
export type SearchGrid = {
  readonly depth?: readonly number[] | undefined;
  readonly minHessian?: readonly number[] | undefined;
  readonly l2?: readonly number[] | undefined;
};

export type Candidate = Pick<GbdtParameters, 'depth' | 'minHessian' | 'l2'>;
export type Tried = Candidate & { readonly trees: number; readonly logLoss: number };

/** How strongly trees are held back matters more than how they are grown, so these three are what is searched. */
const defaultGrid = { depth: [3, 5], minHessian: [5, 20], l2: [5] } as const;

/** The search compares settings; it needs fewer rows and coarser steps than the model itself. */
const searchRows = 20_000;
const coarse = { trees: 150, learningRate: 0.2, patience: 10 } as const;

/** Trains one coarse model per combination; returns all, best first by validation log loss. */
export const searchParameters = (args: {
  readonly train: Labelled;
  readonly tune: Labelled;
  readonly grid?: SearchGrid | undefined;
  readonly seed: string;
  readonly onProgress?: OnProgress | undefined;
}): Tried[] => {
  const candidates = combinations(args.grid ?? {});
  const train = someRows(args.train, searchRows, `${args.seed}/search`);
  const tried = candidates.map((candidate, k) => {
    const parameters = { ...candidate, ...coarse, seed: args.seed };
    const { validLoss, bestIteration } = trainGbdt({ train, valid: args.tune, parameters });
    args.onProgress?.(k + 1, candidates.length);
    return { ...candidate, trees: bestIteration, logLoss: validLoss[bestIteration] };
  });
  return tried.sort((a, b) => a.logLoss - b.logLoss);
};

const combinations = (grid: SearchGrid): Candidate[] =>
  (grid.depth ?? defaultGrid.depth).flatMap((depth) =>
    (grid.minHessian ?? defaultGrid.minHessian).flatMap((minHessian) =>
      (grid.l2 ?? defaultGrid.l2).map((l2) => ({ depth, minHessian, l2 })),
    ),
  );

/** At most `most` rows, drawn at random, in their old order. */
const someRows = (rows: Labelled, most: number, seed: string): Labelled => {
  const share = most / rows.table.rows;
  if (share >= 1) return rows;
  const random = seededRandom(seed);
  const kept = Array.from({ length: rows.table.rows }, (_, i) => i).filter(() => random.next() < share);
  return {
    table: selectRows(rows.table, kept),
    target: pick(rows.target, kept),
    weight: rows.weight && pick(rows.weight, kept),
  };
};
