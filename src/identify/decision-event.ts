import type { LogEvent } from '#collect';
import { type ClickHouse, type Clock, stableUuid } from '#platform';
import { knownIdentifiers } from './known-identifiers.ts';
import type { DecideIdentity } from './schemas.ts';

/**
 * What somebody decided about who is who, as an event of the log: `$identity_unmerged` for a cut, `$identity_merged` for a
 * link by hand or the end of a cut. It carries the one identifier: two would be a link themselves. Nothing for a key that
 * no event carried.
 */
export const decisionEvent = async (
  clickhouse: ClickHouse,
  clock: Clock,
  args: {
    readonly decision: DecideIdentity;
    readonly id: string | null;
    readonly keys: readonly string[];
    readonly by: string;
  },
): Promise<LogEvent | undefined> => {
  const { decision, id, keys, by } = args;
  const [key, other] = keys.map(BigInt);
  if (key === undefined) return undefined;
  const known = await knownIdentifiers(clickhouse, other === undefined ? [key] : [key, other]);
  const about = known.get(key);
  if (!about || about.type === '') return undefined;
  return {
    eventId: stableUuid('identity', decision.type, id ?? keys.join(' '), id === null ? by : ''),
    name: decision.type === 'cut' ? '$identity_unmerged' : '$identity_merged',
    ts: clock.now().getTime(),
    source: 'gyre',
    ids: { [about.type]: about.value },
    properties: {
      by,
      decision: decision.type,
      ...(other === undefined
        ? {}
        : { other: `${known.get(other)?.type ?? ''} ${known.get(other)?.value ?? ''}`.trim() }),
    },
    context: {},
  };
};
