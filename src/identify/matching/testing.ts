import { silentProgress, type ClickHouse } from '#platform';
import { matchRuleSpecSchema, type MatchRuleSpec } from './rule-schema.ts';
import type { z } from 'zod';
import { matchRecords, type MatchedRecords } from './match-records.ts';

/** A valid spec with two fields and a rule each, for tests. */
export const aRule = (spec: Partial<z.input<typeof matchRuleSpecSchema>> = {}): MatchRuleSpec =>
  matchRuleSpecSchema.parse({
    enabled: true,
    fields: [
      { name: 'name', compare: { type: 'jaro_winkler' } },
      { name: 'born', compare: { type: 'date' } },
    ],
    blocking: [[{ fields: ['name'] }], [{ fields: ['born'] }]],
    ...spec,
  });

/** Matches rows given here; ids are 1, 2, … in their order. */
export const matchRows = async (
  clickhouse: ClickHouse,
  spec: MatchRuleSpec,
  rows: readonly Readonly<Record<string, string>>[],
): Promise<MatchedRecords> => {
  await clickhouse.command('DROP TABLE IF EXISTS match_rows SYNC');
  await clickhouse.command(
    `CREATE TABLE match_rows (id UInt64, ${spec.fields.map(({ name }) => `${name} String`).join(', ')}) ENGINE = MergeTree ORDER BY id`,
  );
  await clickhouse.insert({ table: 'match_rows', rows: rows.map((row, i) => ({ id: i + 1, ...row })) });
  return matchRecords({ clickhouse, progress: silentProgress() }, { spec, table: 'match_rows' });
};
