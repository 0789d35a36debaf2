import { type ClickHouse, type Progress } from '#platform';
import { type Clusters, clusters } from './clusters.ts';
import { planOf } from './field-plan.ts';
import { findPairs, type Found } from './find-pairs.ts';
import type { MatchRuleSpec } from './rule-schema.ts';
import { probabilityOf, readScored, type ScoredPair } from './score-pairs.ts';
import { dropScratch, scratchNames } from './scratch-tables.ts';

export type MatchedRecords = {
  readonly found: Found;
  /** Pairs from odds of one in a thousand up, the surest first. */
  readonly pairs: readonly ScoredPair[];
  /** Who is one with whom when everything from a probability up is accepted. */
  readonly clustersFrom: (probability: number) => Clusters;
};

/**
 * Matches the rows of a table that has a column `id` UInt64 and one String column per field, in place of people.
 * @example const { pairs } = await matchRecords({ clickhouse, progress }, { spec, table: 'records' });
 */
export const matchRecords = async (
  { clickhouse, progress }: { readonly clickhouse: ClickHouse; readonly progress: Progress },
  { spec, table, limit = 5_000_000 }: { readonly spec: MatchRuleSpec; readonly table: string; readonly limit?: number },
): Promise<MatchedRecords> => {
  if (!/^[a-z_][a-z0-9_]*$/.test(table)) throw new Error(`not a table name: ${table}`);
  const plan = planOf(spec);
  // field names fit a pattern of letters, digits and underscores (rule-schema.ts)
  const sql = `SELECT id, ${plan.fields.map(({ name, at }) => `${name} AS v${at}`).join(', ')} FROM ${table}`;
  const scratch = scratchNames('7ab1e000');
  await dropScratch(clickhouse, scratch);
  try {
    const found = await findPairs({ clickhouse, progress }, { plan, source: { sql, params: {} }, scratch });
    const pairs = await readScored(clickhouse, scratch, { least: -10, limit });
    return {
      found,
      pairs,
      clustersFrom: (probability) =>
        clusters(
          pairs.filter((pair) => probabilityOf(pair.weight) >= probability),
          { largest: spec.largestCluster, apart: new Set() },
        ),
    };
  } finally {
    await dropScratch(clickhouse, scratch);
  }
};
