import { type ClickHouse, type Progress, unitHash } from '#platform';
import { rfmScores } from '#decide';
import { evaluatePropensity, predictPropensity } from '#predict';
import { learn, learningDates, predictWorth } from './learn.ts';
import { openPast } from './past.ts';
import { columnAfter, daysBefore, programFeatures, readPeople, tableOf } from './people-table.ts';
import { type Documents, resolveProgram } from './program.ts';

export type Backtest = {
  readonly program: string;
  readonly asOf: string;
  readonly horizonDays: number;
  readonly people: number;
  readonly buyers: number;
  readonly currency: string;
  /** How well the model's ranking foretold who reached the goal after `asOf`. */
  readonly auc: number;
  readonly liftTopDecile: number;
  /** What the people whom each would have picked (a tenth of all) really spent in the horizon, in major units a head. */
  readonly gmvPerHead: {
    readonly model: number;
    readonly rule: number;
    readonly random: number;
    readonly everybody: number;
  };
  readonly buyersShare: {
    readonly model: number;
    readonly rule: number;
    readonly random: number;
    readonly everybody: number;
  };
};

const share = 0.1;

/**
 * Puts the program back to a date: what the model, trained only on what was known then, the rule of experience
 * and chance would each have picked, and what those people then really did.
 */
export const backtest = async (args: {
  readonly clickhouse: ClickHouse;
  readonly documents: Documents;
  readonly program: string;
  readonly asOf: Date;
  readonly progress: Progress;
}): Promise<Backtest> => {
  const { clickhouse, asOf, progress } = args;
  const program = await resolveProgram(args.program, args.documents);
  const set = programFeatures(program);
  const past = await openPast(clickhouse, program, learningDates(program, asOf));
  const learned = await learn({ past, program, set, asOf, progress });
  const later = {
    sql: `SELECT profile_id, count() AS goals, sum(ifNull(toFloat64(value), 0)) AS gmv FROM people_events
      WHERE name = {goal:String} AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {until:DateTime64(3, 'UTC')} GROUP BY profile_id`,
    params: { goal: program.spec.goal.event, from: asOf, until: daysBefore(asOf, -program.spec.goal.horizonDays) },
    columns: ['goals', 'gmv'],
  } as const;
  const rows = await readPeople(clickhouse, set, asOf, later);
  const table = tableOf(set, rows);
  const gmv = columnAfter(set, rows, 'gmv', later.columns);
  const bought = Float64Array.from(columnAfter(set, rows, 'goals', later.columns), (goals) => (goals > 0 ? 1 : 0));

  const report = evaluatePropensity(learned.propensity, { table, target: bought });
  const worth = await predictWorth(learned, table);
  const expected = predictPropensity(learned.propensity, table).map((p, i) => p * worth[i]);
  const rule = rfmScores({
    recencyDays: columnAfter(set, rows, 'recency'),
    frequency: columnAfter(set, rows, 'frequency'),
    monetary: columnAfter(set, rows, 'monetary'),
  }).score;
  const chance = Float64Array.from(rows.keys, (key) => unitHash(program.name, 'backtest', key.toString()));
  const everybody = Uint32Array.from({ length: rows.rows }, (_, i) => i);
  const picked = { model: topOf(expected), rule: topOf(rule), random: topOf(chance), everybody };
  const meanOf = (values: ArrayLike<number>) => (people: Uint32Array) =>
    people.reduce((sum, i) => sum + values[i], 0) / Math.max(1, people.length);
  return {
    program: program.name,
    asOf: asOf.toISOString(),
    horizonDays: program.spec.goal.horizonDays,
    people: rows.rows,
    buyers: bought.reduce((sum, each) => sum + each, 0),
    currency: program.currency,
    auc: report.auc ?? Number.NaN,
    liftTopDecile: report.liftTopDecile ?? Number.NaN,
    gmvPerHead: each(picked, meanOf(gmv)),
    buyersShare: each(picked, meanOf(bought)),
  };
};

/** The tenth of the people with the highest score; ties by their place, which is random in what is bought. */
const topOf = (score: Float64Array): Uint32Array =>
  Uint32Array.from({ length: score.length }, (_, i) => i)
    .sort((a, b) => score[b] - score[a] || a - b)
    .slice(0, Math.max(1, Math.round(score.length * share)));

type Picked<T> = { readonly model: T; readonly rule: T; readonly random: T; readonly everybody: T };
const each = (picked: Picked<Uint32Array>, mean: (people: Uint32Array) => number): Picked<number> => ({
  model: mean(picked.model),
  rule: mean(picked.rule),
  random: mean(picked.random),
  everybody: mean(picked.everybody),
});
