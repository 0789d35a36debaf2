import { type ClickHouse, sqlTime } from '#platform';
import { onceMore } from './map-store.ts';

// of more than this a rebuild keeps one line: it is a first import, not a history of changes
const mostChanges = 500_000;

/** What a rebuild is about to change, beside the changes of micro-batches: profile by profile, with a link that says why. */
export const recordRebuild = async (
  clickhouse: ClickHouse,
  { version, at }: { readonly version: number; readonly at: Date },
): Promise<void> => {
  const size = await clickhouse.queryOne<{ was: string; is: string }>(
    'SELECT (SELECT count() FROM identity) AS was, (SELECT count() FROM identity_next) AS is',
  );
  const [was, is] = [Number(size?.was ?? 0), Number(size?.is ?? 0)];
  if (Math.abs(is - was) > mostChanges) {
    await clickhouse.insert({
      table: 'identity_changes',
      rows: [{ version, at: sqlTime(at), kind: 'rebuilt', from_profile: '0', into_profile: '0' }],
    });
    return;
  }
  await clickhouse.command(
    recordSql,
    { version, at: sqlTime(at) },
    { join_algorithm: 'full_sorting_merge', insert_deduplication_token: onceMore() },
  );
};

const recordSql = `
  INSERT INTO identity_changes (version, at, kind, from_profile, into_profile, key_a, key_b, rule, event_id, link_at)
  WITH
    moved AS (
      SELECT if(next.id_key = 0, old.id_key, next.id_key) AS id_key,
        if(old.profile_id = 0, id_key, old.profile_id) AS was, if(next.profile_id = 0, id_key, next.profile_id) AS is
      FROM (SELECT id_key, profile_id FROM identity FINAL) AS old
      FULL JOIN (SELECT id_key, profile_id FROM identity_next) AS next ON old.id_key = next.id_key
      WHERE was != is),
    -- where the profile itself went: what did not go with it was split off
    profile AS (SELECT id_key, is FROM moved WHERE was = id_key),
    change AS (
      SELECT 'merged' AS kind, id_key AS from_profile, is AS into_profile, id_key AS about FROM profile
      UNION ALL
      SELECT 'split' AS kind, moved.was AS from_profile, moved.is AS into_profile, any(moved.id_key) AS about
      FROM moved LEFT JOIN profile ON profile.id_key = moved.was
      WHERE moved.was != moved.id_key AND moved.is != if(profile.id_key = 0, moved.was, profile.is)
      GROUP BY from_profile, into_profile),
    link AS (
      SELECT other AS about, min((tupleElement(first, 1), tupleElement(first, 2), key, other, toString(rule))) AS fact
      FROM identity_edges WHERE other IN (SELECT about FROM change) GROUP BY other)
  SELECT {version:UInt64}, {at:DateTime64(3)}, change.kind, change.from_profile, change.into_profile,
    tupleElement(link.fact, 3), tupleElement(link.fact, 4), if(change.kind = 'split', 'rebuild', tupleElement(link.fact, 5)), tupleElement(link.fact, 2), tupleElement(link.fact, 1)
  FROM change LEFT JOIN link ON link.about = change.about`;
