import { compileCondition, parseExpression, type PeopleQuery, type Written, expressionText } from '#documents';
import { type ClickHouse, type Clock, type Postgres, sqlTime } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type Freeze = {
  readonly frozenAt: Date;
  /** What its maker calls it. */
  readonly name: string;
  readonly size: number;
  readonly madeBy: string;
};

/**
 * Keeps the people for whom a condition holds now, whatever becomes of them later. The row of nobody (0) is written last:
 * a set without it was cut off and does not count.
 */
export const freezeAudience = async (
  { clickhouse, postgres, clock }: Deps,
  audience: { readonly name: string; readonly condition: Written },
  { known, name, by }: { readonly known: Known; readonly name: string; readonly by: string },
): Promise<Freeze> => {
  const at = clock.now();
  const { sql, params } = compileCondition(parseExpression(audience.condition), {
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    source: logSource(),
  });
  const identity = { audience: audience.name, frozen_at: sqlTime(at) };
  await clickhouse.command(
    `INSERT INTO audience_frozen (audience, frozen_at, profile_id)
     SELECT {audience:String}, {frozen_at:DateTime64(3, 'UTC')}, profile_id FROM (${sql}) WHERE profile_id != 0`,
    { ...params, ...identity, as_of: sqlTime(at) },
  );
  await clickhouse.command(
    `INSERT INTO audience_frozen (audience, frozen_at, profile_id) VALUES ({audience:String}, {frozen_at:DateTime64(3, 'UTC')}, 0)`,
    identity,
  );
  const counted = await clickhouse.queryOne<{ people: string }>(
    `SELECT count() AS people FROM audience_frozen FINAL
     WHERE audience = {audience:String} AND frozen_at = {frozen_at:DateTime64(3, 'UTC')} AND profile_id != 0`,
    identity,
  );
  const size = Number(counted?.people ?? 0);
  await postgres.query(
    `INSERT INTO audience_freezes (audience, frozen_at, as_of, name, size, made_by, condition) VALUES ($1, $2, $2, $3, $4, $5, $6)`,
    [audience.name, at, name, size, by, expressionText(audience.condition)],
  );
  return { frozenAt: at, name, size, madeBy: by };
};

/** The newest first. */
export const readFreezes = (
  postgres: Postgres,
  audience?: string,
): Promise<readonly (Freeze & { readonly audience: string })[]> =>
  postgres.query(
    `SELECT audience, frozen_at AS "frozenAt", name, size, made_by AS "madeBy" FROM audience_freezes
     WHERE $1::text IS NULL OR audience = $1 ORDER BY frozen_at DESC LIMIT 500`,
    [audience ?? null],
  );

/** The people of the last whole set frozen before T; of many times, before each. */
export const frozenSql =
  (audience: string): PeopleQuery =>
  (prefix, dates = 'one') => {
    const [name, params] = [`{${prefix}name:String}`, { [`${prefix}name`]: audience }];
    const whole = `audience = ${name} AND profile_id = 0 AND frozen_at <`;
    if (dates === 'one')
      return {
        sql: `SELECT profile_id FROM audience_frozen WHERE audience = ${name} AND profile_id != 0
      AND frozen_at = (SELECT max(frozen_at) FROM audience_frozen WHERE ${whole} {as_of:DateTime64(3, 'UTC')})`,
        params,
      };
    return {
      sql: `SELECT profile_id, as_of FROM audience_frozen
      INNER JOIN (SELECT as_of, max(frozen_at) AS last_at FROM audience_frozen ARRAY JOIN {as_of_dates:Array(DateTime64(3, 'UTC'))} AS as_of
        WHERE ${whole} as_of GROUP BY as_of) AS last ON frozen_at = last_at
      WHERE audience = ${name} AND profile_id != 0`,
      params,
    };
  };
