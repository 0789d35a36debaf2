import { type ClickHouse, type Clock, stableUuid } from '#platform';
import type { LinkPeople } from './run-matching.ts';

/** Accepted pairs become links between the two people, which the next turn of identify unites like those that events bring. */
export const linkPeople =
  ({ clickhouse }: { readonly clickhouse: ClickHouse; readonly clock: Clock }): LinkPeople =>
  (pairs) =>
    clickhouse.insert({
      table: 'identity_links (key_a, key_b, event_id, written_at)',
      rows: pairs.map(({ a, b, rule }) => ({
        key_a: a,
        key_b: b,
        event_id: stableUuid('matched', rule, a, b),
        written_at: new Date().toISOString(),
      })),
    });
