import type { ClickHouse } from '#platform';
import type { FieldPlan, MatchPlan } from './field-plan.ts';
import type { MatchModel } from './learn-model.ts';
import type { PatternCounts } from './patterns.ts';
import type { Scratch } from './scratch-tables.ts';

/** A pair above the review threshold. `weight` in bits over the prior's; `adjusted` per field by term frequency. */
export type ScoredPair = {
  readonly a: bigint;
  readonly b: bigint;
  readonly pattern: bigint;
  /** log2 of the odds that it is a match, the prior included. */
  readonly weight: number;
  readonly probability: number;
};

/** How many bits a level says: log2(m/u). Positive for, negative against. */
export const bitsOf = (model: MatchModel, field: number, level: number): number =>
  level === 0 ? 0 : Math.log2((model.m[field]?.[level] ?? 1) / (model.u[field]?.[level] ?? 1));

export const priorBits = ({ lambda }: MatchModel): number => Math.log2(lambda / (1 - lambda));
export const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight);
export const weightAt = (probability: number): number => Math.log2(probability / (1 - probability));

/**
 * Term frequency of an agreeing value, as SQL over both records: the share of strangers who agree on just this value
 * is its own share, not the average u. (Winkler 1989; Splink's adjustment.)
 */
const termSql = (field: FieldPlan, model: MatchModel): string => {
  const u = model.u[field.at]?.[field.same] ?? 1;
  const level = `intDiv(pattern, ${field.radix}) % ${field.levels.length + 1}`;
  return `if(${level} = ${field.same}, log2(${u} / greatest(a.t${field.at}, 1e-12)), 0)`;
};

/** Writes the weight of every pattern: pairs are then scored by looking theirs up. */
export const writeWeights = async (
  clickhouse: ClickHouse,
  { counts, patterns, model, scratch }: {
    readonly counts: PatternCounts;
    readonly patterns: readonly string[];
    readonly model: MatchModel;
    readonly scratch: Scratch;
  },
): Promise<void> => {
  await clickhouse.command(
    `CREATE TABLE ${scratch.weights} (pattern UInt64, weight Float64) ENGINE = ReplacingMergeTree ORDER BY pattern`,
  );
  const prior = priorBits(model);
  const rows = patterns.map((pattern, p) => {
    let weight = prior;
    for (let f = 0; f < counts.fields; f++) weight += bitsOf(model, f, counts.levels[p * counts.fields + f] ?? 0);
    return { pattern, weight };
  });
  await clickhouse.insert({ table: scratch.weights, rows: [...new Map(rows.map((row) => [row.pattern, row])).values()] });
};

/** Pairs at or above a weight, the heaviest first. Only patterns that could reach it even with the rarest values are looked at. */
export const scoredPairs = async (
  clickhouse: ClickHouse,
  { plan, model, scratch, least, limit }: {
    readonly plan: MatchPlan;
    readonly model: MatchModel;
    readonly scratch: Scratch;
    readonly least: number;
    readonly limit: number;
  },
): Promise<readonly ScoredPair[]> => {
  const terms = plan.fields.filter(({ termFrequency }) => termFrequency);
  const columns = ['rank', 'id', ...terms.map(({ at }) => `t${at}`)].join(', ');
  const most = await mostBits(clickhouse, terms, model, scratch);
  const rows = await clickhouse.query<{ one: string; other: string; pattern: string; weight: number }>(
    `WITH near AS (
       SELECT pair.a AS a, pair.b AS b, pair.pattern AS pattern, w.weight AS base
       FROM ${scratch.pairs} AS pair
       INNER JOIN (SELECT pattern, weight FROM ${scratch.weights} WHERE weight >= {near:Float64}) AS w ON pair.pattern = w.pattern)
     SELECT least(a.id, b.id) AS one, greatest(a.id, b.id) AS other, pattern, ${['base', ...terms.map((field) => termSql(field, model))].join(' + ')} AS weight
     FROM near
     INNER JOIN (SELECT ${columns} FROM ${scratch.records}) AS a ON near.a = a.rank
     INNER JOIN (SELECT ${columns} FROM ${scratch.records}) AS b ON near.b = b.rank
     WHERE weight >= {least:Float64}
     ORDER BY weight DESC, one, other LIMIT {limit:UInt32}`,
    { near: least - most, least, limit },
  );
  return rows.map((row) => ({
    a: BigInt(row.one),
    b: BigInt(row.other),
    pattern: BigInt(row.pattern),
    weight: row.weight,
    probability: probabilityOf(row.weight),
  }));
};

/** The most that term frequencies can add to a pair. */
const mostBits = async (
  clickhouse: ClickHouse,
  terms: readonly FieldPlan[],
  model: MatchModel,
  scratch: Scratch,
): Promise<number> => {
  if (terms.length === 0) return 0;
  const row = await clickhouse.queryOne<Record<string, number | null>>(
    `SELECT ${terms.map(({ at }) => `minIf(t${at}, t${at} > 0) AS t${at}`).join(', ')} FROM ${scratch.records}`,
  );
  return terms.reduce((sum, { at, same }) => {
    const rarest = row?.[`t${at}`] ?? 1;
    return sum + Math.max(0, Math.log2((model.u[at]?.[same] ?? 1) / Math.max(rarest, 1e-12)));
  }, 0);
};
