import { type ClickHouse, type Progress, sqlTime } from '#platform';
import type { FeatureSet } from '#profile';
import { type EffectModel, runInWorker } from '#predict';
import { columnAfter, daysBefore, goalAfter, readPeople, tableOf } from './people-table.ts';
import type { Candidate, Program } from './program.ts';

/** One day on which people were treated at random, as rows of (profile, arm). */
type Experiment = { readonly asOf: Date; readonly sql: string; readonly params: Readonly<Record<string, unknown>> };

const mostExperiments = 10;
const columns = ['arm', 'goals', 'margin_minor'] as const;

/** The name by which the past and the candidates know a treatment: what was offered, through what. */
export const treatmentName = (candidate: Pick<Candidate, 'offer' | 'channel' | 'coupon'>): string =>
  `${candidate.coupon?.name ?? candidate.offer.name}|${candidate.channel.name}`;

/**
 * What each candidate changes for each person, learned from randomised days: campaigns the brand tested before
 * Gyre, as events with an arm for nothing, and the random groups of this program's earlier rounds against its
 * holdout. Everybody of such a day had the same chances, so an arm's share of the day is its propensity.
 */
export const learnEffect = async (args: {
  readonly clickhouse: ClickHouse;
  readonly program: Program;
  readonly set: FeatureSet;
  readonly asOf: Date;
  readonly progress: Progress;
}): Promise<EffectModel> => {
  const { clickhouse, program, set, asOf } = args;
  const experiments = [...(await pastCampaigns(clickhouse, program, asOf)), ...(await pastRounds(clickhouse, program, asOf))];
  const parts: { readonly table: ReturnType<typeof tableOf>; readonly arm: Float32Array; readonly goals: Float32Array }[] = [];
  for (const experiment of experiments.slice(-mostExperiments)) {
    const goal = goalAfter(program, experiment.asOf);
    const rows = await readPeople(clickhouse, set, experiment.asOf, {
      sql: `SELECT treated.profile_id AS profile_id, treated.arm AS arm, goal.goals AS goals, goal.margin_minor AS margin_minor
        FROM (${experiment.sql}) AS treated LEFT JOIN (${goal.sql}) AS goal ON goal.profile_id = treated.profile_id`,
      params: { ...goal.params, ...experiment.params },
      columns,
      required: true,
    });
    parts.push({ table: tableOf(set, rows), arm: columnAfter(set, rows, 'arm', columns), goals: columnAfter(set, rows, 'goals', columns) });
  }
  const count = parts.reduce((sum, part) => sum + part.table.rows, 0);
  const values = new Float32Array(set.names.length * count);
  const treatment = new Int32Array(count);
  const propensity = new Float64Array(count);
  const outcome = new Float64Array(count);
  let at = 0;
  for (const part of parts) {
    const { rows } = part.table;
    for (let j = 0; j < set.names.length; j++) values.set(part.table.values.subarray(j * rows, (j + 1) * rows), j * count + at);
    const sizes = new Map<number, number>();
    for (const arm of part.arm) sizes.set(arm, (sizes.get(arm) ?? 0) + 1);
    part.arm.forEach((arm, i) => {
      treatment[at + i] = arm;
      propensity[at + i] = (sizes.get(arm) ?? 0) / rows;
      outcome[at + i] = part.goals[i] > 0 ? 1 : 0;
    });
    at += rows;
  }
  const task = args.progress.start('learn effects', 1);
  const model = await runInWorker(
    'fitEffect',
    {
      table: { names: set.names, rows: count, values },
      treatment,
      propensity,
      outcome,
      treatments: program.candidates.map((candidate) => ({ name: treatmentName(candidate), descriptors: describe(candidate, program) })),
      prior: { effect: mean(program.candidates.map(({ offer }) => offer.spec.prior.effect)), sd: 0.01 },
      folds: 3,
      seed: `${program.name}/${asOf.toISOString()}`,
    },
    { onProgress: (done, of) => task.set(done, of) },
  );
  task.done(`${count.toLocaleString('en')} randomised rows, ${model.basis}`);
  return model;
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
    sql: `SELECT dictGetOrDefault('identity_map', 'profile_id', profile_id, profile_id) AS profile_id,
          any(toInt32(indexOf({arms:Array(String)}, concat(offer, '|', channel)))) - 1 AS arm
        FROM decisions FINAL
        WHERE program = {program:String} AND round = {round:UInt32} AND "group" IN ('holdout', 'random')
        GROUP BY profile_id HAVING arm >= 0`,
    params: { program: program.name, round, arms },
  }));
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
