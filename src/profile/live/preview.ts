import { compileSet, parseExpression, type Written } from '#documents';
import { personSql } from '#identify';
import { type ClickHouse, sqlTime } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';
import type { PreviewAnswer } from './schemas.ts';

type Asked = { readonly known: Known; readonly asOf: Date };

/** So many people are asked for an estimate, more or less. */
const sampledPeople = 15_000;
const z95 = 1.959964;

/**
 * How many people a condition holds for, from some of them: all events of the people whose hashed OneID falls into one
 * share in 2ᵏ, so that each is right in themself and the others need not be read. With a 95 % interval (Wilson, 1927).
 * With few people all are asked, and the answer is exact.
 */
export const estimateAudience = async (
  clickhouse: ClickHouse,
  condition: Written,
  asked: Asked,
): Promise<PreviewAnswer> => {
  const total = await peopleNow(clickhouse, asked.asOf);
  const parts = 2 ** Math.max(0, Math.floor(Math.log2(total / sampledPeople)));
  if (parts === 1) return countAudience(clickhouse, condition, asked);
  const beganMs = performance.now();
  const keys = `SELECT id_key FROM identifiers WHERE intHash64(${personSql('id_key')}) % {parts:UInt32} = 0`;
  const { sql, params } = compileSet({
    outputs: [{ name: 'holds', expression: parseExpression(condition) }],
    meanings: meaningsOf(asked.known),
    timeZone: asked.known.timeZone,
    // the same words as in the source: the engine works the keys out once
    population: {
      sql: `SELECT DISTINCT ${personSql('id_key')} AS profile_id FROM identifiers
        WHERE id_key IN (${keys}) AND first_seen < {as_of:DateTime64(3, 'UTC')}`,
      params: { parts },
    },
    source: logSource(keys),
    scans: 'by_event',
  });
  const row = await clickhouse.queryOne<{ sampled: string; matching: string }>(
    `SELECT count() AS sampled, sum(holds) AS matching FROM (${sql})`,
    { ...params, as_of: sqlTime(asked.asOf) },
  );
  const [sampled, matching] = [Number(row?.sampled ?? 0), Number(row?.matching ?? 0)];
  const [low, high] = wilson(matching, sampled);
  return {
    exact: false,
    people: Math.round((matching / Math.max(1, sampled)) * total),
    low: Math.max(matching, Math.floor(low * total)),
    high: Math.ceil(high * total),
    of: total,
    sampled,
    tookMs: Math.round(performance.now() - beganMs),
  };
};

/** Everybody is asked. */
export const countAudience = async (
  clickhouse: ClickHouse,
  condition: Written,
  { known, asOf }: Asked,
): Promise<PreviewAnswer> => {
  const beganMs = performance.now();
  const { sql, params } = compileSet({
    outputs: [],
    where: parseExpression(condition),
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    source: logSource(),
  });
  const [row, of] = await Promise.all([
    clickhouse.queryOne<{ people: string }>(`SELECT count() AS people FROM (${sql})`, {
      ...params,
      as_of: sqlTime(asOf),
    }),
    peopleNow(clickhouse, asOf),
  ]);
  const people = Number(row?.people ?? 0);
  const tookMs = Math.round(performance.now() - beganMs);
  return { exact: true, people, low: people, high: people, of, sampled: of, tookMs };
};

// per connection: over a million people it is a fifth of a second, and it hardly changes while somebody types
const counted = new WeakMap<ClickHouse, { readonly until: number; readonly people: Promise<number> }>();
const countedForMs = 30_000;

const peopleNow = (clickhouse: ClickHouse, asOf: Date): Promise<number> => {
  const known = counted.get(clickhouse);
  if (known !== undefined && known.until > performance.now()) return known.people;
  const people = countPeople(clickhouse, asOf);
  counted.set(clickhouse, { until: performance.now() + countedForMs, people });
  people.catch(() => counted.delete(clickhouse));
  return people;
};

const countPeople = async (clickhouse: ClickHouse, asOf: Date): Promise<number> => {
  const row = await clickhouse.queryOne<{ people: string }>(
    `SELECT uniqExact(${personSql('id_key')}) AS people FROM identifiers WHERE first_seen < {as_of:DateTime64(3, 'UTC')}`,
    { as_of: sqlTime(asOf) },
  );
  return Number(row?.people ?? 0);
};

/** Shares from k of n. */
export const wilson = (k: number, n: number): readonly [low: number, high: number] => {
  if (n === 0) return [0, 1];
  const p = k / n;
  const spread = z95 ** 2 / n;
  const middle = (p + spread / 2) / (1 + spread);
  const half = (z95 * Math.sqrt((p * (1 - p)) / n + spread / (4 * n))) / (1 + spread);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
};
