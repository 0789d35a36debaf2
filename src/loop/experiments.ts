import { personSql } from '#identify';
import { type ClickHouse, sqlTime } from '#platform';
import { dayChances, openChances } from './chances.ts';
import { daysBefore } from './people-table.ts';
import type { Candidate, Program } from './program.ts';

/** One day on which chance decided who got what. Arm 0 is nothing, arm k the k-th candidate. */
export type Experiment = {
  readonly asOf: Date;
  /** Everybody had the same chances, or each those among the candidates that were open to them. */
  readonly chances: 'of the day' | 'of each';
  /** Answers (profile_id, arm) and, with chances of each, (open, options); arm −1 is a candidate there is no more. */
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
};

/** Somebody about whom chance decided: what they got, and the chance they had of nothing and of each candidate. */
export type Subject = { readonly arm: number; readonly chance: readonly number[] };

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

/** The people of an experiment, by profile. */
export const readSubjects = async (
  clickhouse: ClickHouse,
  { sql, params, chances }: Experiment,
  candidates: number,
): Promise<ReadonlyMap<bigint, Subject>> => {
  const rows = await clickhouse.query<{ profile_id: string; arm: number; open?: number[]; options?: string }>(sql, {
    ...params,
  });
  const arms = rows.map(({ arm }) => Number(arm));
  const drawn =
    chances === 'of the day'
      ? dayChances(arms, candidates)
      : openChances(
          rows.map(({ open = [], options }, i) => ({ arm: arms[i], open, options: Number(options) })),
          candidates,
        );
  return new Map(
    rows.flatMap(({ profile_id }, i) =>
      arms[i] < 0 ? [] : [[BigInt(profile_id), { arm: arms[i], chance: drawn[i] }] as const],
    ),
  );
};

/** The name by which the past and the candidates know a treatment: what was offered, through what. */
export const treatmentName = (candidate: Pick<Candidate, 'offer' | 'channel' | 'coupon'>): string =>
  `${candidate.coupon?.name ?? candidate.offer.name}|${candidate.channel.name}`;

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
      chances: 'of the day',
      sql: `SELECT profile_id, argMin(indexOf({arms:Array(String)},
            if(toString(properties.\`${effect.property}\`) = {control:String}, {control:String},
              concat(toString(properties.\`${effect.property}\`), '|', toString(properties.\`${effect.channelProperty}\`)))), ts) - 1 AS arm
          FROM people_events
          WHERE name = {event:String} AND ts >= {day:DateTime64(3, 'UTC')} AND ts < {day:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
          GROUP BY profile_id`,
      params: { event: effect.treatmentEvent, control: effect.control, arms, day: sqlTime(from) },
    };
  });
};

/**
 * Earlier rounds of this program, as far as chance alone decided: the holdout, the random group, and those of the model group
 * who were explored. Whom the rule or the optimiser chose was chosen for a reason, and tells nothing here.
 */
const pastRounds = async (clickhouse: ClickHouse, program: Program, asOf: Date): Promise<readonly Experiment[]> => {
  const rounds = await clickhouse.query<{ round: number; as_of: string }>(
    `SELECT DISTINCT round, as_of FROM decisions FINAL
     WHERE program = {program:String} AND as_of <= {until:DateTime64(3, 'UTC')} ORDER BY as_of`,
    { program: program.name, until: sqlTime(daysBefore(asOf, program.spec.goal.horizonDays)) },
  );
  const arms = ['|', ...program.candidates.map(({ offer, channel }) => `${offer.name}|${channel.name}`)];
  return rounds.map(({ round, as_of }) => ({
    asOf: new Date(`${as_of.replace(' ', 'T')}Z`),
    chances: 'of each',
    sql: `SELECT ${personSql('profile_id')} AS profile_id,
          any(toInt32(indexOf({arms:Array(String)}, concat(offer, '|', channel))) - 1) AS arm,
          any(arrayFilter(k -> k > 0, arrayMap(c -> toInt32(indexOf({arms:Array(String)}, concat(c.offer, '|', c.channel))) - 1, candidates))) AS open,
          any(length(candidates)) AS options
        FROM decisions FINAL
        WHERE program = {program:String} AND round = {round:UInt32}
          AND ("group" IN ('holdout', 'random')
            OR "group" = 'model' AND JSONExtractString(reasons, 'why', 'type') IN ('explored', 'not_drawn'))
          -- who could get nothing had no chances to compare
          AND notEmpty(candidates)
        -- two who turned out to be one got two treatments
        GROUP BY profile_id HAVING count() = 1`,
    params: { program: program.name, round, arms },
  }));
};
