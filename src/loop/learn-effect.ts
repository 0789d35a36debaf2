import { personSql } from '#identify';
import { type ClickHouse, type Progress, sqlTime } from '#platform';
import type { FeatureSet } from '#profile';
import { type EffectModel, propensitiesOf, type ResponseHistory, type ResponseModel, runInWorker } from '#predict';
import { concatenate, type Dated, type Past } from './past.ts';
import { daysBefore } from './people-table.ts';
import type { Candidate, Program } from './program.ts';

/** One day on which people were treated at random, as rows of (profile, arm). */
export type Experiment = {
  readonly asOf: Date;
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
};

/** The latest so many randomised days are learned from: a year of monthly campaigns. */
const mostExperiments = 12;

/** The randomised days that there are to learn from, with outcomes that were in before `asOf`. */
export const findExperiments = async (
  clickhouse: ClickHouse,
  program: Program,
  asOf: Date,
): Promise<readonly Experiment[]> =>
  [...(await pastCampaigns(clickhouse, program, asOf)), ...(await pastRounds(clickhouse, program, asOf))].slice(
    -mostExperiments,
  );

/** The name by which the past and the candidates know a treatment: what was offered, through what. */
export const treatmentName = (candidate: Pick<Candidate, 'offer' | 'channel' | 'coupon'>): string =>
  `${candidate.coupon?.name ?? candidate.offer.name}|${candidate.channel.name}`;

/**
 * What each candidate changes for each person, learned from randomised days: campaigns the brand tested before
 * Gyre, as events with an arm for nothing, and the random groups of this program's earlier rounds against its
 * holdout. Everybody of such a day had the same chances, so an arm's share of the day is its propensity.
 *
 * Where the log says which orders used a benefit, effects are anchored in that; otherwise, or with too few uses, they
 * are differences between the treated and the untreated alone.
 */
export const learnEffect = async (args: LearnEffectArgs): Promise<EffectModel | ResponseModel> => {
  const { program, asOf } = args;
  const history = await readHistory(args);
  const seed = `${program.name}/${asOf.toISOString()}`;
  const task = args.progress.start('learn effects', 1);
  const onProgress = (done: number, of: number): void => task.set(done, of);
  const rows = history.treatment.length.toLocaleString('en');

  const response = await runInWorker(
    'fitResponse',
    {
      ...history,
      treatments: program.candidates.map((candidate) => ({
        name: treatmentName(candidate),
        benefit: candidate.coupon?.name ?? candidate.offer.name,
        descriptors: describe(candidate, program),
      })),
      seed,
    },
    { onProgress },
  );
  if (response) {
    task.done(`${rows} randomised rows, ${response.uses.toLocaleString('en')} uses`);
    return response;
  }
  const model = await runInWorker(
    'fitEffect',
    {
      table: history.table,
      treatment: history.treatment,
      propensity: propensitiesOf(history),
      outcome: history.orders.map((orders) => (orders > 0 ? 1 : 0)),
      treatments: program.candidates.map((candidate) => ({
        name: treatmentName(candidate),
        descriptors: describe(candidate, program),
      })),
      prior: { effect: mean(program.candidates.map(({ offer }) => offer.spec.prior.effect)), sd: 0.01 },
      folds: 3,
      seed,
    },
    { onProgress },
  );
  task.done(`${rows} randomised rows, ${model.basis}`);
  return model;
};

type LearnEffectArgs = {
  readonly clickhouse: ClickHouse;
  /** Has the days of the experiments. */
  readonly past: Past;
  readonly experiments: readonly Experiment[];
  readonly program: Program;
  readonly set: FeatureSet;
  readonly asOf: Date;
  readonly progress: Progress;
};

/** Everybody of the randomised days who was the program's business then: features, arm, and what they did after it. */
const readHistory = async ({ clickhouse, past, experiments, set }: LearnEffectArgs): Promise<ResponseHistory> => {
  const days = await Promise.all(
    experiments.map(async ({ asOf, sql, params }) => {
      const arms = await clickhouse.query<{ profile_id: string; arm: number }>(sql, { ...params });
      const armOf = new Map(arms.map(({ profile_id, arm }) => [BigInt(profile_id), Number(arm)]));
      const dated = past.at(asOf);
      const kept = Array.from(dated.rows.keys.keys()).filter((i) => armOf.has(dated.rows.keys[i]));
      return { dated, kept, arm: kept.map((i) => armOf.get(dated.rows.keys[i]) ?? 0) };
    }),
  );
  const column = (of: (dated: Dated) => Float32Array): Float64Array =>
    Float64Array.from(days.flatMap(({ dated, kept }) => kept.map((i) => of(dated)[i])));
  return {
    table: concatenate(
      set,
      days.map(({ dated, kept }) => ({ rows: dated.rows, kept })),
    ),
    day: Int32Array.from(days.flatMap(({ kept }, day) => kept.map(() => day))),
    treatment: Int32Array.from(days.flatMap(({ arm }) => arm)),
    orders: column(({ goals }) => goals),
    uses: column(({ uses }) => uses),
    marginMinor: column(({ marginMinor }) => marginMinor),
  };
};

/** What treatments are compared by, so that one can be learned from the other: worth, hurdle, kind, channel. */
const describe = ({ coupon, channel, costPerUseMinor }: Candidate, { candidates }: Program): number[] => {
  const benefit = coupon?.spec.benefit;
  const kinds = ['spend_save', 'gift', 'voucher', 'come_back'];
  const channels = [...new Set(candidates.map((each) => each.channel.name))];
  return [
    costPerUseMinor / 1000,
    (benefit && 'thresholdMinor' in benefit ? (benefit.thresholdMinor ?? 0) : 0) / 1000,
    ...kinds.map((kind) => (benefit?.type === kind ? 1 : 0)),
    ...channels.map((name) => (channel.name === name ? 1 : 0)),
  ];
};

/** Days on which the brand's own tests reached people, with outcomes that were in before `asOf`. */
const pastCampaigns = async (clickhouse: ClickHouse, program: Program, asOf: Date): Promise<readonly Experiment[]> => {
  const effect = program.model.spec.effect;
  if (!effect) return [];
  const until = sqlTime(daysBefore(asOf, program.spec.goal.horizonDays));
  const days = await clickhouse.query<{ day: string }>(
    `SELECT toStartOfDay(ts) AS day FROM people_events
     WHERE name = {event:String} AND ts < {until:DateTime64(3, 'UTC')}
     GROUP BY day HAVING countIf(toString(properties.\`${effect.property}\`) = {control:String}) >= 50 AND count() >= 200 ORDER BY day`,
    { event: effect.treatmentEvent, control: effect.control, until },
  );
  const arms = [effect.control, ...program.candidates.map(treatmentName)];
  return days.map(({ day }) => {
    const from = new Date(`${day.replace(' ', 'T')}Z`);
    return {
      asOf: from,
      sql: `SELECT profile_id, argMin(indexOf({arms:Array(String)},
            if(toString(properties.\`${effect.property}\`) = {control:String}, {control:String},
              concat(toString(properties.\`${effect.property}\`), '|', toString(properties.\`${effect.channelProperty}\`)))), ts) - 1 AS arm
          FROM people_events
          WHERE name = {event:String} AND ts >= {day:DateTime64(3, 'UTC')} AND ts < {day:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
          GROUP BY profile_id HAVING arm >= 0`,
      params: { event: effect.treatmentEvent, control: effect.control, arms, day: sqlTime(from) },
    };
  });
};

/** Earlier rounds of this program: the random group against the holdout, where chance alone decided. */
const pastRounds = async (clickhouse: ClickHouse, program: Program, asOf: Date): Promise<readonly Experiment[]> => {
  const rounds = await clickhouse.query<{ round: number; as_of: string }>(
    `SELECT DISTINCT round, as_of FROM decisions FINAL
     WHERE program = {program:String} AND as_of <= {until:DateTime64(3, 'UTC')} ORDER BY as_of`,
    { program: program.name, until: sqlTime(daysBefore(asOf, program.spec.goal.horizonDays)) },
  );
  const arms = ['|', ...program.candidates.map(({ offer, channel }) => `${offer.name}|${channel.name}`)];
  return rounds.map(({ round, as_of }) => ({
    asOf: new Date(`${as_of.replace(' ', 'T')}Z`),
    sql: `SELECT ${personSql('profile_id')} AS profile_id,
          any(toInt32(indexOf({arms:Array(String)}, concat(offer, '|', channel)))) - 1 AS arm
        FROM decisions FINAL
        WHERE program = {program:String} AND round = {round:UInt32} AND "group" IN ('holdout', 'random')
          -- who could get nothing had no chances to compare
          AND notEmpty(candidates)
        GROUP BY profile_id HAVING arm >= 0`,
    params: { program: program.name, round, arms },
  }));
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
