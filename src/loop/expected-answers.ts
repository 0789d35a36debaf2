import { type ClickHouse, problem, sqlTime } from '#platform';
import { type EffectModel, type ResponseModel, runInWorker, type Table } from '#predict';
import { treatmentName } from './experiments.ts';
import { predictWorth } from './learn.ts';
import type { Artefact } from './model-store.ts';
import { daysBefore } from './people-table.ts';
import type { Program } from './program.ts';

/** How each person is expected to answer to each candidate; row-major, people × candidates. */
export type ExpectedAnswers = {
  /** Of an order that each candidate brings. */
  readonly marginMinor: Float64Array;
  readonly effect: Float64Array;
  readonly useProbability: Float64Array;
};

type Asked = {
  readonly program: Program;
  readonly table: Table;
  readonly probability: Float64Array;
  readonly clickhouse: ClickHouse;
  readonly asOf: Date;
};

export const expectedAnswers = (artefact: Artefact, asked: Asked): Promise<ExpectedAnswers> =>
  artefact.effect.format === 'gyre-response'
    ? answersByUse(artefact.effect, asked.program, asked.table)
    : answersByEffect(artefact, artefact.effect, asked);

/** Where uses are on record, they say how likely each person is to use what, and what such an order is worth. */
const answersByUse = async (model: ResponseModel, program: Program, table: Table): Promise<ExpectedAnswers> => {
  const { effect, use } = await runInWorker('predictResponse', { model, table });
  const of = byName(
    model.treatments.map(({ name }) => name),
    program,
  );
  return {
    effect: rowMajor(of.map((k) => effect[k])),
    useProbability: rowMajor(of.map((k) => use[k])),
    marginMinor: rowMajor(of.map((k) => new Float64Array(table.rows).fill(model.worthMinor[k]))),
  };
};

/** Otherwise the effect on orders, what the person's orders are worth, and what share of buyers used the coupon so far. */
const answersByEffect = async (
  learned: Artefact,
  model: EffectModel,
  { program, table, probability, clickhouse, asOf }: Asked,
): Promise<ExpectedAnswers> => {
  const candidates = program.candidates.length;
  const worth = await predictWorth(learned, table);
  const effects = await runInWorker('predictEffect', { model, table });
  const of = byName(
    model.treatments.map(({ name }) => name),
    program,
  );
  const effect = rowMajor(of.map((k) => effects[k]));
  const useRate = await useRates(clickhouse, program, probability, asOf);
  const useProbability = effect.map(
    (tau, cell) => clamp(probability[Math.floor(cell / candidates)] + tau) * useRate[cell % candidates],
  );
  return { effect, useProbability, marginMinor: rowMajor(of.map(() => worth)) };
};

/** Where each candidate stands among the model's treatments. A model knows the candidates it was trained for. */
const byName = (names: readonly string[], program: Program): readonly number[] =>
  program.candidates.map((candidate) => {
    const k = names.indexOf(treatmentName(candidate));
    if (k < 0)
      throw problem('conflict', {
        detail: `the model of this round knows nothing of ${treatmentName(candidate)}; the program was changed since it was trained`,
        detailZh: `本轮模型不了解 ${treatmentName(candidate)}；训练之后计划被修改过`,
      });
    return k;
  });

/** Columns of candidates as one row per person. */
const rowMajor = (columns: readonly Float64Array[]): Float64Array => {
  const rows = new Float64Array(columns.length * (columns[0]?.length ?? 0));
  columns.forEach((column, o) => column.forEach((value, u) => (rows[u * columns.length + o] = value)));
  return rows;
};

const clamp = (p: number): number => Math.min(1, Math.max(0, p));

/** Believed before anything was redeemed: worth this many buyers' evidence. */
const priorBuyers = 40;

/**
 * Of those who got a candidate and bought, which share used its coupon: what earlier rounds showed, pulled towards
 * the offer's declared prior while there is little of it.
 */
const useRates = async (
  clickhouse: ClickHouse,
  program: Program,
  probability: Float64Array,
  asOf: Date,
): Promise<readonly number[]> => {
  const rows = await clickhouse.query<{ offer: string; buyers: string; redeemed: string }>(
    `SELECT offer, countIf(orders > 0) AS buyers, countIf(orders > 0 AND redeemed) AS redeemed
     FROM (SELECT program, round, profile_id, offer FROM decisions FINAL WHERE program = {program:String} AND offer != '' AND as_of <= {until:DateTime64(3)}) AS decided
     INNER JOIN (SELECT * FROM outcomes FINAL WHERE program = {program:String}) AS outcome
       ON outcome.program = decided.program AND outcome.round = decided.round AND outcome.profile_id = decided.profile_id
     GROUP BY offer`,
    { program: program.name, until: sqlTime(daysBefore(asOf, program.spec.goal.horizonDays)) },
  );
  const seen = new Map(rows.map((row) => [row.offer, { buyers: Number(row.buyers), redeemed: Number(row.redeemed) }]));
  const base = probability.reduce((sum, p) => sum + p, 0) / Math.max(1, probability.length);
  return program.candidates.map(({ offer, coupon }) => {
    if (!coupon) return 0;
    const prior = clamp(offer.spec.prior.useProbability / Math.max(1e-6, base + offer.spec.prior.effect));
    const { buyers = 0, redeemed = 0 } = seen.get(offer.name) ?? {};
    return (redeemed + prior * priorBuyers) / (buyers + priorBuyers);
  });
};
