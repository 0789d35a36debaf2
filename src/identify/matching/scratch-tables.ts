import type { ClickHouse } from '#platform';
import { comparedColumns, patternSql, rulesSql } from './compare-sql.ts';
import { derivedColumns, keySql, normaliseSql } from './field-sql.ts';
import type { MatchPlan } from './field-plan.ts';
import type { PatternRow } from './patterns.ts';

/** A SELECT whose rows are the records: `id` UInt64 and `v0`, `v1`, … the raw text of each field. */
export type RecordSource = { readonly sql: string; readonly params: Readonly<Record<string, unknown>> };

/** The tables of one run, made for it and dropped with it; they live on the server that answers, not on a cluster. */
export type Scratch = {
  readonly values: string;
  readonly records: string;
  readonly pairs: string;
  readonly weights: string;
  readonly scored: string;
};

export const scratchNames = (run: string): Scratch => {
  if (!/^[0-9a-f]{8,32}$/.test(run)) throw new Error(`not a run: ${run}`);
  return {
    values: `matching_${run}_values`,
    records: `matching_${run}_records`,
    pairs: `matching_${run}_pairs`,
    weights: `matching_${run}_weights`,
    scored: `matching_${run}_scored`,
  };
};

export const dropScratch = async (clickhouse: ClickHouse, scratch: Scratch): Promise<void> => {
  for (const name of Object.values(scratch)) await clickhouse.command(`DROP TABLE IF EXISTS ${name} SYNC`);
};

/** Settings of the heavy statements: spill to disk rather than fail. */
const heavy = { max_bytes_before_external_sort: '500000000', max_bytes_before_external_group_by: '500000000' } as const;

/**
 * The records as they are compared: normalised values, the share of records with the same value (for term frequency),
 * one number per blocking rule, and a rank that depends on nothing but the id, so that every run is the same.
 * @returns how many records there are
 */
export const prepareRecords = async (
  clickhouse: ClickHouse,
  { plan, source, scratch }: { readonly plan: MatchPlan; readonly source: RecordSource; readonly scratch: Scratch },
): Promise<number> => {
  const { fields, blocking, spec } = plan;
  const derived = fields.flatMap(derivedColumns);
  const columnOf = (name: string): string => `f${fields.findIndex((field) => field.name === name)}`;
  const keys = blocking.map((_, k) => `k${k}`);
  await clickhouse.command(
    `CREATE TABLE ${scratch.values} (id UInt64, ${fields.map(({ at }) => `f${at} String`).join(', ')}, ${keys.map((key) => `${key} UInt64`).join(', ')})
     ENGINE = MergeTree ORDER BY id`,
  );
  await clickhouse.command(
    `INSERT INTO ${scratch.values}
     SELECT id, ${fields.map(({ at }) => `f${at}`).join(', ')}, ${blocking.map((rule) => keySql(rule, columnOf)).join(', ')}
     FROM (SELECT id, ${fields.map(({ at, normalise }) => `${normaliseSql(`v${at}`, normalise)} AS f${at}`).join(', ')} FROM (${source.sql}))`,
    source.params,
    heavy,
  );
  const terms = fields.filter(({ termFrequency }) => termFrequency);
  await clickhouse.command(
    `CREATE TABLE ${scratch.records} (rank UInt32, id UInt64, ${[
      ...fields.map(({ at }) => `f${at} String`),
      ...derived.map(([name, type]) => `${name} ${type}`),
      ...terms.map(({ at }) => `t${at} Float64`),
      ...keys.map((key) => `${key} UInt64`),
    ].join(', ')}) ENGINE = MergeTree ORDER BY rank`,
  );
  await clickhouse.command(
    `INSERT INTO ${scratch.records}
     SELECT toUInt32(row_number() OVER (ORDER BY cityHash64(id, 'rank'), id) - 1), id, ${[
       ...fields.map(({ at }) => `f${at}`),
       ...derived.map(([, , sql]) => sql),
       ...terms.map(({ at }) => `t${at}`),
       ...keys.map(
         (key) =>
           `if(${key} IN (SELECT ${key} FROM ${scratch.values} WHERE ${key} != 0 GROUP BY ${key} HAVING count() > {largest:UInt32}), toUInt64(0), ${key})`,
       ),
     ].join(', ')}
     FROM ${scratch.values}
     ${terms
       .map(
         ({ at }) =>
           `LEFT JOIN (SELECT f${at}, count() / (SELECT countIf(f${at} != '') FROM ${scratch.values}) AS t${at} FROM ${scratch.values} WHERE f${at} != '' GROUP BY f${at}) AS term${at} USING (f${at})`,
       )
       .join('\n')}`,
    { largest: spec.largestBlock },
    heavy,
  );
  const row = await clickhouse.queryOne<{ n: string }>(`SELECT count() AS n FROM ${scratch.records}`);
  return Number(row?.n ?? 0);
};

/** Pairs each blocking rule makes, and records whose value is too common to be a key. */
export type BlockingFigures = { readonly pairs: number; readonly largest: number; readonly tooCommon: number };

export const blockingFigures = async (
  clickhouse: ClickHouse,
  { blocking, spec }: MatchPlan,
  scratch: Scratch,
): Promise<readonly BlockingFigures[]> =>
  Promise.all(
    blocking.map(async (_, k) => {
      const row = await clickhouse.queryOne<{ pairs: number; largest: number; common: number }>(
        `SELECT toFloat64(sumIf(n * (n - 1) / 2, n <= {largest:UInt32})) AS pairs, toFloat64(maxIf(n, n <= {largest:UInt32})) AS largest,
           toFloat64(sumIf(n, n > {largest:UInt32})) AS common
         FROM (SELECT count() AS n FROM ${scratch.values} WHERE k${k} != 0 GROUP BY k${k})`,
        { largest: spec.largestBlock },
      );
      return { pairs: row?.pairs ?? 0, largest: row?.largest ?? 0, tooCommon: row?.common ?? 0 };
    }),
  );

export const createPairs = (clickhouse: ClickHouse, { pairs }: Scratch): Promise<void> =>
  clickhouse.command(
    `CREATE TABLE ${pairs} (a UInt32, b UInt32, pattern UInt64, rules UInt32) ENGINE = MergeTree ORDER BY tuple()`,
  );

/** The pairs of one blocking rule that no earlier rule has made, compared. */
export const comparePairs = (clickhouse: ClickHouse, plan: MatchPlan, scratch: Scratch, k: number): Promise<void> => {
  const earlier = Array.from({ length: k }, (_, j) => `NOT (a.k${j} != 0 AND a.k${j} = b.k${j})`);
  const columns = ['rank', ...comparedColumns(plan), ...plan.blocking.map((_, j) => `k${j}`)].join(', ');
  return clickhouse.command(
    `INSERT INTO ${scratch.pairs}
     SELECT a.rank, b.rank, ${patternSql(plan)}, ${rulesSql(plan)}
     FROM (SELECT ${columns} FROM ${scratch.records} WHERE k${k} != 0) AS a
     INNER JOIN (SELECT ${columns} FROM ${scratch.records} WHERE k${k} != 0) AS b ON a.k${k} = b.k${k}
     WHERE ${['a.rank < b.rank', ...earlier].join(' AND ')}`,
    {},
    heavy,
  );
};

export const candidatePatterns = (clickhouse: ClickHouse, { pairs }: Scratch): Promise<PatternRow[]> =>
  clickhouse.query<PatternRow>(
    `SELECT pattern, rules, count() AS pairs FROM ${pairs} GROUP BY pattern, rules ORDER BY pattern, rules`,
    {},
    heavy,
  );

/** Pairs at random: every record with those some places further in an order by hash, all pairs when they are few. */
export const samplePatterns = (
  clickhouse: ClickHouse,
  plan: MatchPlan,
  { scratch, records, target }: { readonly scratch: Scratch; readonly records: number; readonly target: number },
): Promise<PatternRow[]> => {
  const most = Math.floor((records - 1) / 2);
  const wanted = Math.min(most, Math.ceil(target / Math.max(records, 1)));
  const shifts = Array.from({ length: wanted }, (_, i) => 1 + Math.floor((i * most) / wanted));
  const columns = ['rank', ...comparedColumns(plan)].join(', ');
  return clickhouse.query<PatternRow>(
    `SELECT pattern, 0 AS rules, count() AS pairs
     FROM (
       SELECT ${patternSql(plan)} AS pattern
       FROM (SELECT *, toUInt32((rank + shift) % {records:UInt32}) AS other
             FROM (SELECT ${columns} FROM ${scratch.records}) ARRAY JOIN {shifts:Array(UInt32)} AS shift) AS a
       INNER JOIN (SELECT ${columns} FROM ${scratch.records}) AS b ON a.other = b.rank)
     GROUP BY pattern ORDER BY pattern`,
    { records, shifts },
    heavy,
  );
};

/** Per field: the share of pairs with both values whose values are the same. */
export const sameShares = async (
  clickhouse: ClickHouse,
  { fields }: MatchPlan,
  scratch: Scratch,
): Promise<readonly number[]> =>
  Promise.all(
    fields.map(async ({ at }) => {
      const row = await clickhouse.queryOne<{ share: number | null }>(
        `SELECT sum(n * (n - 1)) / nullIf(sum(n) * (sum(n) - 1), 0) AS share
         FROM (SELECT toFloat64(count()) AS n FROM ${scratch.values} WHERE f${at} != '' GROUP BY f${at})`,
      );
      return row?.share ?? 0;
    }),
  );
