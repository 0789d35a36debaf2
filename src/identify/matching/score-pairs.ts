import type { ClickHouse } from '#platform';
import type { FieldPlan, MatchPlan } from './field-plan.ts';
import type { MatchModel } from './learn-model.ts';
import type { PatternCounts } from './patterns.ts';
import type { Scratch } from './scratch-tables.ts';

/** A pair of records with the odds that they are one person. */
export type ScoredPair = {
  /** The smaller id first. */
  readonly a: bigint;
  readonly b: bigint;
  readonly pattern: bigint;
  /** log2 of the odds, the prior included. */
  readonly weight: number;
  readonly probability: number;
  /** Bits added or taken by term frequency, per field that has it, in the fields' order. */
  readonly terms: readonly number[];
};

/**
 * How many bits a level says: log2(m/u). Positive for, negative against, 0 where a value is missing. To differ never
 * speaks for: where nobody differs, as in a field that says the same of everybody, m is a guess and u is next to nothing.
 */
export const bitsOf = (model: Pick<MatchModel, 'm' | 'u'>, field: number, level: number): number => {
  if (level === 0) return 0;
  const m = model.m[field] ?? [];
  const bits = Math.log2((m[level] ?? 1) / (model.u[field]?.[level] ?? 1));
  return level < m.length - 1 && level === 1 ? Math.min(0, bits) : bits;
};

export const priorBits = ({ lambda }: Pick<MatchModel, 'lambda'>): number => Math.log2(lambda / (1 - lambda));
export const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight);
export const weightAt = (probability: number): number => Math.log2(probability / (1 - probability));

/** Pairs below these odds are not kept: one in a thousand. */
export const leastWeight = -10;

/** Writes the weight of every pattern, so that a pair is scored by looking its own up. */
export const writeWeights = async (
  clickhouse: ClickHouse,
  args: {
    readonly counts: PatternCounts;
    /** The patterns' numbers, in the order of `counts`. */
    readonly patterns: readonly string[];
    readonly model: MatchModel;
    readonly scratch: Scratch;
  },
): Promise<void> => {
  const { counts, patterns, model, scratch } = args;
  await clickhouse.command(
    `CREATE TABLE ${scratch.weights} (pattern UInt64, weight Float64) ENGINE = ReplacingMergeTree ORDER BY pattern`,
  );
  const prior = priorBits(model);
  const weights = new Map<string, number>();
  patterns.forEach((pattern, p) => {
    let weight = prior;
    for (let f = 0; f < counts.fields; f++) weight += bitsOf(model, f, counts.levels[p * counts.fields + f] ?? 0);
    weights.set(pattern, weight);
  });
  await clickhouse.insert({
    table: scratch.weights,
    rows: [...weights].map(([pattern, weight]) => ({ pattern, weight })),
  });
};

/**
 * Term frequency: strangers who agree on just this value are as frequent as the value itself, not as the average u.
 * (Winkler 1989; Splink's adjustment.) SQL over the pair's pattern and one of its records.
 */
const termSql = (field: FieldPlan, model: MatchModel): string => {
  const u = model.u[field.at]?.[field.same] ?? 1;
  const level = `intDiv(pattern, ${field.radix}) % ${field.levels.length + 1}`;
  return `if(${level} = ${field.same}, log2(${u} / greatest(x.t${field.at}, 1e-12)), 0)`;
};

/** Scores the pairs whose pattern could reach the least weight even with the rarest values. */
export const scorePairs = async (
  clickhouse: ClickHouse,
  args: { readonly plan: MatchPlan; readonly model: MatchModel; readonly scratch: Scratch },
): Promise<void> => {
  const { plan, model, scratch } = args;
  const fields = plan.fields.filter(({ termFrequency }) => termFrequency);
  const columns = ['rank', 'id', ...fields.map(({ at }) => `t${at}`)].join(', ');
  const terms = `[${fields.map((field) => termSql(field, model)).join(', ')}]::Array(Float64)`;
  await clickhouse.command(
    `CREATE TABLE ${scratch.scored} (a UInt64, b UInt64, pattern UInt64, weight Float64, terms Array(Float64)) ENGINE = MergeTree ORDER BY (a, b)`,
  );
  await clickhouse.command(
    `INSERT INTO ${scratch.scored}
     WITH near AS (
       SELECT pair.a AS a, pair.b AS b, pair.pattern AS pattern, w.weight AS base
       FROM ${scratch.pairs} AS pair
       INNER JOIN (SELECT pattern, weight FROM ${scratch.weights} FINAL WHERE weight >= {near:Float64}) AS w ON pair.pattern = w.pattern)
     SELECT least(x.id, y.id), greatest(x.id, y.id), pattern, base + arraySum(${terms}) AS total, ${terms}
     FROM near
     INNER JOIN (SELECT ${columns} FROM ${scratch.records}) AS x ON near.a = x.rank
     INNER JOIN (SELECT rank, id FROM ${scratch.records}) AS y ON near.b = y.rank
     WHERE total >= {least:Float64}`,
    { near: leastWeight - (await mostBits(clickhouse, fields, model, scratch)), least: leastWeight },
  );
};

/** The most that term frequencies can add to a pair. */
const mostBits = async (
  clickhouse: ClickHouse,
  fields: readonly FieldPlan[],
  model: MatchModel,
  scratch: Scratch,
): Promise<number> => {
  if (fields.length === 0) return 0;
  const row = await clickhouse.queryOne<Record<string, number | null>>(
    `SELECT ${fields.map(({ at }) => `minIf(t${at}, t${at} > 0) AS t${at}`).join(', ')} FROM ${scratch.records}`,
  );
  return fields.reduce((sum, { at, same }) => {
    const rarest = row?.[`t${at}`] ?? 1;
    return sum + Math.max(0, Math.log2((model.u[at]?.[same] ?? 1) / Math.max(rarest, 1e-12)));
  }, 0);
};

/** Scored pairs from a weight up, the heaviest first. */
export const readScored = async (
  clickhouse: ClickHouse,
  { scored }: Scratch,
  { least, limit }: { readonly least: number; readonly limit: number },
): Promise<readonly ScoredPair[]> => {
  const rows = await clickhouse.query<{ a: string; b: string; pattern: string; weight: number; terms: number[] }>(
    `SELECT a, b, pattern, weight, terms FROM ${scored} WHERE weight >= {least:Float64} ORDER BY weight DESC, a, b LIMIT {limit:UInt32}`,
    { least, limit },
  );
  return rows.map((row) => ({
    a: BigInt(row.a),
    b: BigInt(row.b),
    pattern: BigInt(row.pattern),
    weight: row.weight,
    probability: probabilityOf(row.weight),
    terms: row.terms,
  }));
};

/** Pairs by whole bits of weight, with the matches the model expects among them. */
export type WeightBin = { readonly weight: number; readonly pairs: number; readonly matches: number };

export const weightBins = (clickhouse: ClickHouse, { scored }: Scratch): Promise<WeightBin[]> =>
  clickhouse.query<WeightBin>(
    `SELECT greatest(-10, least(40, floor(weight))) AS weight, toFloat64(count()) AS pairs, sum(1 / (1 + exp2(-s.weight))) AS matches
     FROM ${scored} AS s GROUP BY greatest(-10, least(40, floor(s.weight))) AS weight ORDER BY weight`,
  );
