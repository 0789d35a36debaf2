import type { ClickHouse } from '#platform';
import { pairKey } from './clusters.ts';
import type { MatchStore } from './match-store.ts';

/**
 * Links of a rule that identify has refused (a person would have two user ids, a cut keeps them apart) become questions
 * for people: who has looked may link what a rule alone may not.
 * @returns `pairKey`s of all pairs that are refused now
 */
export const reopenRefused = async (
  clickhouse: ClickHouse,
  store: MatchStore,
  rule: string,
): Promise<ReadonlySet<string>> => {
  const refused = await clickhouse.query<{ a: string; b: string }>(
    `SELECT key_a AS a, key_b AS b FROM identity_refused FINAL WHERE rule = {rule:String} AND reason != '' LIMIT 50000`,
    { rule: `matched:${rule}` },
  );
  await store.reopen(rule, refused);
  return new Set(refused.map(({ a, b }) => pairKey(BigInt(a), BigInt(b))));
};
