import { isoTime } from '#collect';
import type { ClickHouse } from '#platform';
import type { PersonAnswer } from './schemas.ts';

type Row = {
  readonly at: string;
  readonly from_profile: string;
  readonly into_profile: string;
  readonly key_a: string;
  readonly key_b: string;
  readonly event_id: string;
};

/** Which profiles became one with this person, by which link. */
export const readMerges = async (clickhouse: ClickHouse, keys: readonly string[]): Promise<PersonAnswer['merges']> => {
  // nobody has joined who has one identifier
  if (keys.length < 2) return [];
  const merges = await clickhouse.query<Row>(
    `SELECT at, from_profile, into_profile, key_a, key_b, event_id FROM identity_changes
     WHERE kind = 'merged' AND from_profile IN {keys:Array(UInt64)}
     ORDER BY at, from_profile, version LIMIT 1 BY version, from_profile, into_profile LIMIT 100`,
    { keys },
  );
  if (merges.length === 0) return [];
  const named = await clickhouse.query<{ id_key: string; label: string }>(
    // one end of a link that was undone since is somebody else's by now
    `SELECT id_key, any(concat(type, ' ', value)) AS label FROM identifiers
     WHERE id_key IN {keys:Array(UInt64)} GROUP BY id_key`,
    { keys: merges.flatMap(({ key_a: a, key_b: b }) => [a, b]) },
  );
  const labels = new Map(named.map((row) => [row.id_key, row.label]));
  return merges.map((row) => ({
    at: isoTime(row.at),
    from: row.from_profile,
    into: row.into_profile,
    link: `${labels.get(row.key_a) ?? ''} ↔ ${labels.get(row.key_b) ?? ''}`,
    eventId: row.event_id,
  }));
};
