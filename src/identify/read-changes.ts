import { isoTime } from '#collect';
import type { ClickHouse } from '#platform';
import { knownIdentifiers } from './known-identifiers.ts';
import type { IdentityChange, IdentityChangesAnswer } from './schemas.ts';

type Row = {
  version: string;
  at: string;
  kind: IdentityChange['kind'];
  from_profile: string;
  into_profile: string;
  key_a: string;
  key_b: string;
  rule: string;
  event_id: string;
  link_at: string;
};

const changeOf = (row: Row): IdentityChange => ({
  at: isoTime(row.at),
  kind: row.kind,
  from: row.from_profile,
  into: row.into_profile,
  a: row.key_a,
  b: row.key_b,
  rule: row.rule,
  eventId: row.event_id,
  linkAt: isoTime(row.link_at),
});

/** What became of the profiles of some identifiers, the latest first. */
export const changesOf = async (clickhouse: ClickHouse, keys: readonly string[]): Promise<IdentityChange[]> =>
  (
    await clickhouse.query<Row>(
      `SELECT * FROM identity_changes FINAL
       WHERE from_profile IN {keys:Array(UInt64)} OR into_profile IN {keys:Array(UInt64)}
       ORDER BY version DESC, from_profile, into_profile LIMIT 200`,
      { keys },
    )
  ).map(changeOf);

/** All merges and splits, the latest first. `before` is the `next` of the page before. */
export const readChanges = async (
  clickhouse: ClickHouse,
  filter: {
    readonly kind?: IdentityChange['kind'] | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<IdentityChangesAnswer> => {
  const [version = '0', from = '0', into = '0'] = (filter.before ?? '').split('_').map((text) => text || '0');
  const rows = await clickhouse.query<Row>(
    `SELECT * FROM identity_changes FINAL
     WHERE ({kind:String} = '' OR kind = {kind:String})
       AND ({version:UInt64} = 0 OR (version, from_profile, into_profile) < ({version:UInt64}, {from:UInt64}, {into:UInt64}))
     ORDER BY version DESC, from_profile DESC, into_profile DESC LIMIT {limit:UInt32}`,
    { kind: filter.kind ?? '', version, from, into, limit: filter.limit },
  );
  const keys = rows.flatMap(({ key_a, key_b }) => [BigInt(key_a), BigInt(key_b)]);
  const last = rows.length === filter.limit ? rows.at(-1) : undefined;
  return {
    changes: rows.map(changeOf),
    identifiers: [...(await knownIdentifiers(clickhouse, keys)).values()],
    next: last ? `${last.version}_${last.from_profile}_${last.into_profile}` : null,
  };
};
