import { type ClickHouse, type Clock, sqlTime, stableUuid } from '#platform';
import type { LinkRule } from './graph.ts';

export type SaidLink = {
  readonly keyA: bigint;
  readonly keyB: bigint;
  /** `hand:<who>` or `matched:<document>`. */
  readonly rule: Exclude<LinkRule, 'event' | 'alias'>;
  /** Who decided it. */
  readonly by: string;
};

type Deps = { readonly clickhouse: ClickHouse; readonly clock: Clock };

/**
 * Links that no event brought: people who say that two identifiers are one person, or pairs a matching rule found and
 * somebody accepted. The next turn of identify judges them: what is said by hand comes before everything but cuts, what
 * is matched after all that was seen. Writing one again changes nothing.
 *
 * @example await linkMatched(deps, [{ keyA, keyB, rule: 'matched:names', by: 'li@shop.cn' }])
 */
export const linkMatched = ({ clickhouse, clock }: Deps, links: readonly SaidLink[]): Promise<void> => {
  const at = sqlTime(clock.now());
  return clickhouse.insert({
    table: 'identity_edges',
    rows: links
      .filter(({ keyA, keyB }) => keyA !== keyB)
      .map(({ keyA, keyB, rule, by }) => {
        // one row a pair, whichever way round it is said
        const [key, other] = keyA < keyB ? [keyA, keyB] : [keyB, keyA];
        return {
          key: key.toString(),
          other: other.toString(),
          rule,
          first: { ts: at, event_id: stableUuid('said', rule, key.toString(), other.toString()), source: by },
          last_seen: at,
          // the engine's own clock, whatever time the workspace lives in
          written_at: sqlTime(new Date()),
        };
      }),
  });
};

/** A manual merge. Cuts that keep the two apart must be ended first. */
export const linkByHand = (
  deps: Deps,
  { keyA, keyB, by }: { readonly keyA: bigint; readonly keyB: bigint; readonly by: string },
): Promise<void> => linkMatched(deps, [{ keyA, keyB, rule: `hand:${by}`, by }]);
