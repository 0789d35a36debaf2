import { isoTime } from '#collect';
import { type ClickHouse, idKey } from '#platform';
import type { PersonAnswer } from './schemas.ts';

type Row = {
  readonly at: string;
  readonly from_profile: string;
  readonly into_profile: string;
  readonly key_a: string;
  readonly key_b: string;
  readonly event_id: string;
};

/** Which profiles went into this person, by which links; `nameMerges` names their ends. */
export const readMerges = async (clickhouse: ClickHouse, keys: readonly string[]): Promise<readonly Row[]> =>
  // nobody has joined who has one identifier
  keys.length < 2
    ? []
    : clickhouse.query<Row>(
        `SELECT at, from_profile, into_profile, key_a, key_b, event_id FROM identity_changes
         WHERE kind = 'merged' AND from_profile IN {keys:Array(UInt64)}
         ORDER BY at, from_profile, version LIMIT 1 BY version, from_profile, into_profile LIMIT 100`,
        { keys },
      );

type Named = { readonly type: string; readonly value: string };

/** @param ids the person's own identifiers, which most links are between */
export const nameMerges = async (
  clickhouse: ClickHouse,
  merges: readonly Row[],
  ids: readonly Named[],
): Promise<PersonAnswer['merges']> => {
  const labels = new Map(ids.map(({ type, value }) => [idKey(type, value).toString(), `${type} ${value}`]));
  const ends = merges.flatMap(({ key_a: a, key_b: b }) => [a, b]);
  // one end of a link that was undone since is somebody else's by now
  const others = [...new Set(ends)].filter((key) => !labels.has(key));
  if (others.length > 0) {
    const named = await clickhouse.query<{ id_key: string; label: string }>(
      `SELECT id_key, any(concat(type, ' ', value)) AS label FROM identifiers
       WHERE id_key IN {keys:Array(UInt64)} GROUP BY id_key`,
      { keys: others },
    );
    for (const { id_key: key, label } of named) labels.set(key, label);
  }
  return merges.map((row) => ({
    at: isoTime(row.at),
    from: row.from_profile,
    into: row.into_profile,
    link: `${labels.get(row.key_a) ?? ''} ↔ ${labels.get(row.key_b) ?? ''}`,
    eventId: row.event_id,
  }));
};
