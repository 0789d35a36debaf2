import { seededRandom } from '#platform/random.ts';
import { subset } from '../effect/baseline.ts';
import { evaluateEffects } from '../effect/evaluate.ts';
import type { GbdtModel } from '../gbdt/format.ts';
import { predictGbdt } from '../gbdt/predict.ts';
import { trainGbdt } from '../gbdt/train.ts';
import type { OnProgress } from '../model.ts';
import { selectRows, type Table } from '../table.ts';
import type { RespondedTreatment, ResponseModel } from './format.ts';
import { propensitiesOf, type ResponseHistory } from './history.ts';
import { effectsOf } from './predict.ts';
import { shareKept } from './share-kept.ts';
import { rareOutcome, underTreatment, usesOf } from './use.ts';
import { typicalWorth } from './worth.ts';

export type ResponseArgs = ResponseHistory & {
  readonly treatments: readonly RespondedTreatment[];
  readonly seed: string;
  readonly onProgress?: OnProgress | undefined;
};

const folds = 2;
const least = { uses: 50, untreated: 200, orders: 100 } as const;

/**
 * Learns how people answer to benefits from a randomised past in which their use was recorded. Uses are seen person by
 * person and tell far more than a difference between two rates of rare orders; so they carry who answers to what, and
 * the comparison with the untreated settles only how much of it is extra. Undefined when there is too little of either.
 */
export const fitResponse = (args: ResponseArgs): ResponseModel | undefined => {
  const { table, treatment, orders, uses, treatments, seed, onProgress } = args;
  const used = uses.map((n) => (n > 0 ? 1 : 0));
  const ordered = orders.map((n) => (n > 0 ? 1 : 0));
  const count = (values: ArrayLike<number>, wanted: (value: number) => boolean): number =>
    Array.from(values).filter(wanted).length;
  const totalUses = count(used, (u) => u > 0);
  if (
    totalUses < least.uses ||
    count(treatment, (a) => a === 0) < least.untreated ||
    count(ordered, (o) => o > 0) < least.orders
  )
    return undefined;

  const steps = 2 * folds + 2;
  let done = 0;
  const design = underTreatment(table, treatments, (i) => treatment[i]);
  const train = (rows: readonly number[], source: Table, target: Float64Array): GbdtModel => {
    const { model } = trainGbdt({
      train: subset({ table: source, target }, rows),
      parameters: { ...rareOutcome, seed },
    });
    onProgress?.(++done, steps);
    return model;
  };
  const fitUse = (rows: readonly number[]): GbdtModel =>
    train(
      rows.filter((i) => treatment[i] > 0),
      design,
      used,
    );

  const all = Array.from(treatment.keys());
  const foldOf = drawFolds(all.length, seed);
  const use = treatments.map(() => new Float64Array(all.length));
  const probability = new Float64Array(all.length);
  for (let fold = 0; fold < folds; fold++) {
    const held = all.filter((i) => foldOf[i] === fold);
    const others = all.filter((i) => foldOf[i] !== fold);
    const heldTable = selectRows(table, held);
    usesOf(fitUse(others), heldTable, treatments).forEach((own, k) => held.forEach((i, h) => (use[k][i] = own[h])));
    const predicted = predictGbdt(train(others, table, ordered), heldTable);
    held.forEach((i, h) => (probability[i] = predicted[h]));
  }
  const perBuyer = mean(orders) / mean(ordered);
  const shares = shareKept({
    history: args,
    treatments,
    use,
    probability,
    expected: probability.map((p) => p * perBuyer),
  });
  return {
    format: 'gyre-response',
    version: 1,
    features: [...table.names],
    treatments: treatments.map(({ name, benefit, descriptors }) => ({ name, benefit, descriptors: [...descriptors] })),
    use: fitUse(all),
    baseline: train(all, table, ordered),
    kept: [...shares.kept],
    displaced: shares.displaced,
    worthMinor: typicalWorth(args, treatments),
    rows: all.length,
    uses: totalUses,
    report: evaluateEffects({
      history: { table, treatment, outcome: orders, propensity: propensitiesOf(args) },
      effects: effectsOf({ kept: [...shares.kept], displaced: shares.displaced }, use, probability),
      names: treatments.map(({ name }) => name),
      baseline: probability.map((p) => p * perBuyer),
    }),
  };
};

const drawFolds = (rows: number, seed: string): Uint8Array => {
  const random = seededRandom(`${seed}/folds`);
  return Uint8Array.from({ length: rows }, () => random.int(folds));
};

const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
