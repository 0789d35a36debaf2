import type { ClickHouse, Clock } from '#platform';
import { linkMatched } from '../said-links.ts';
import type { LinkPeople } from './run-matching.ts';

/** Accepted pairs become links that identify judges like all others, after all that was seen; what it admits can be undone. */
export const linkPeople =
  (deps: { readonly clickhouse: ClickHouse; readonly clock: Clock }): LinkPeople =>
  (pairs) =>
    linkMatched(
      deps,
      pairs.map(({ a, b, rule, by }) => ({ keyA: BigInt(a), keyB: BigInt(b), rule, by })),
    );
