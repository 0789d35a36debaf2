import { type ClickHouse, type Clock, faultPoint, type Postgres, sqlTime } from '#platform';
import { type Move, unite } from './union.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type IdentifyReport = { readonly links: number; readonly merges: number };

// an insert that started earlier may become visible later than one that started after it
const overlapMs = 15_000;
const pairsAtATime = 200_000;

/**
 * One micro-batch of OneID: reads the links that arrived since the watermark, unites the profiles they tie
 * together and rewrites the map from identifier to profile. The log is never touched: an event's person is
 * looked up when the log is read, so history follows a merge at once. Safe to repeat at any point.
 * One at a time, whoever asks: an import beside a server would otherwise write another map under the same version.
 */
export const identify = ({ clickhouse, postgres, clock }: Deps): Promise<IdentifyReport> =>
  postgres.tx(async (tx) => {
    // ends with its connection, so also with its process
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('identify'))`);
    return identifyBatch({ clickhouse, postgres, clock });
  });

const identifyBatch = async ({ clickhouse, postgres, clock }: Deps): Promise<IdentifyReport> => {
  const watermark = await readWatermark(postgres);
  const now = await engineTime(clickhouse);
  const pairs = await newPairs(clickhouse, watermark);
  const moves = unite(
    pairs.map((pair) => [BigInt(pair.profile_a), BigInt(pair.profile_b)] as const),
    seenFirst(pairs),
  );
  if (moves.length > 0) {
    // a turn that died before its remap left the version unused: it is taken again and its rows replaced
    const version = await nextVersion(clickhouse);
    await recordMerges(clickhouse, version, moves, pairs, clock.now());
    faultPoint('identify/after-audit');
    await remap(clickhouse, version);
    faultPoint('identify/after-remap');
    await clickhouse.command('SYSTEM RELOAD DICTIONARY identity_map');
  }
  // a full batch may have left pairs behind: stay, and read on from here in the next turn
  if (pairs.length < pairsAtATime) await writeWatermark(postgres, now);
  return { links: pairs.length, merges: moves.length };
};

/** Runs until no link is left unread. For imports and the demo, where waiting for the next tick is waste. */
export const identifyAll = async (deps: Deps): Promise<IdentifyReport> => {
  let total: IdentifyReport = { links: 0, merges: 0 };
  for (;;) {
    const { links, merges } = await identify(deps);
    total = { links: total.links + links, merges: total.merges + merges };
    if (merges === 0) return total;
  }
};

type Pair = {
  readonly profile_a: string;
  readonly profile_b: string;
  readonly first_a: string;
  readonly first_b: string;
  readonly key_a: string;
  readonly key_b: string;
  readonly event_id: string;
};

/** Links whose two ends belong to different profiles, one row per pair of profiles. */
const newPairs = (clickhouse: ClickHouse, since: Date): Promise<Pair[]> =>
  clickhouse.query<Pair>(
    `WITH
       new_link AS (
         SELECT key_a, key_b, min(event_id) AS event_id FROM identity_links
         WHERE written_at >= {since:DateTime64(3)} GROUP BY key_a, key_b),
       touched AS (SELECT key_a AS id_key FROM new_link UNION DISTINCT SELECT key_b FROM new_link),
       mapped AS (SELECT id_key, profile_id FROM identity FINAL WHERE id_key IN touched),
       placed AS (
         SELECT link.key_a AS key_a, link.key_b AS key_b, link.event_id AS event_id,
           if(a.profile_id = 0, link.key_a, a.profile_id) AS profile_a,
           if(b.profile_id = 0, link.key_b, b.profile_id) AS profile_b
         FROM new_link AS link
         LEFT JOIN mapped AS a ON a.id_key = link.key_a
         LEFT JOIN mapped AS b ON b.id_key = link.key_b
         WHERE profile_a != profile_b),
       pair AS (
         SELECT profile_a, profile_b, any(key_a) AS key_a, any(key_b) AS key_b, any(event_id) AS event_id
         FROM placed GROUP BY profile_a, profile_b ORDER BY profile_a, profile_b LIMIT {limit:UInt32}),
       founded AS (
         SELECT id_key, min(first_seen) AS first_seen FROM identifiers
         WHERE id_key IN (SELECT profile_a FROM pair UNION DISTINCT SELECT profile_b FROM pair) GROUP BY id_key)
     SELECT pair.profile_a AS profile_a, pair.profile_b AS profile_b, pair.key_a AS key_a, pair.key_b AS key_b,
       pair.event_id AS event_id, toUnixTimestamp64Milli(fa.first_seen) AS first_a, toUnixTimestamp64Milli(fb.first_seen) AS first_b
     FROM pair
     LEFT JOIN founded AS fa ON fa.id_key = pair.profile_a
     LEFT JOIN founded AS fb ON fb.id_key = pair.profile_b`,
    { since, limit: pairsAtATime },
  );

const seenFirst = (pairs: readonly Pair[]): ((id: bigint) => number) => {
  const seen = new Map<bigint, number>();
  for (const pair of pairs) {
    seen.set(BigInt(pair.profile_a), Number(pair.first_a));
    seen.set(BigInt(pair.profile_b), Number(pair.first_b));
  }
  return (id) => seen.get(id) ?? Number.MAX_SAFE_INTEGER;
};

/** The audit of merges: which profile went into which, because of which event and identifiers. It is also the work list. */
const recordMerges = (
  clickhouse: ClickHouse,
  version: number,
  moves: readonly Move[],
  pairs: readonly Pair[],
  at: Date,
): Promise<void> => {
  const because = new Map<bigint, Pair>();
  for (const pair of pairs) {
    if (!because.has(BigInt(pair.profile_a))) because.set(BigInt(pair.profile_a), pair);
    if (!because.has(BigInt(pair.profile_b))) because.set(BigInt(pair.profile_b), pair);
  }
  return clickhouse.insert({
    table: 'identity_merges',
    rows: moves.map((move) => {
      const pair = because.get(move.from);
      return {
        version,
        merged_at: sqlTime(at),
        from_profile: move.from.toString(),
        into_profile: move.into.toString(),
        key_a: pair?.key_a ?? '0',
        key_b: pair?.key_b ?? '0',
        event_id: pair?.event_id ?? nilUuid,
      };
    }),
  });
};

/** Every identifier of a profile that goes, and that profile's own id, now point to the one that stays. */
const remap = (clickhouse: ClickHouse, version: number): Promise<void> =>
  clickhouse.command(
    `INSERT INTO identity (id_key, profile_id, version)
     WITH move AS (SELECT from_profile, into_profile FROM identity_merges FINAL WHERE version = {version:UInt64})
     SELECT held.id_key, move.into_profile, {version:UInt64}
     FROM (SELECT id_key, profile_id FROM identity FINAL) AS held
     INNER JOIN move ON move.from_profile = held.profile_id
     UNION ALL
     SELECT from_profile, into_profile, {version:UInt64} FROM move`,
    { version },
  );

const nextVersion = async (clickhouse: ClickHouse): Promise<number> => {
  const row = await clickhouse.queryOne<{ version: string }>('SELECT max(version) + 1 AS version FROM identity');
  return Number(row?.version ?? 1);
};

const nilUuid = '00000000-0000-0000-0000-000000000000';

/** The engine's own clock: links are stamped by it, whatever time the workspace lives in. */
const engineTime = async (clickhouse: ClickHouse): Promise<Date> => {
  const row = await clickhouse.queryOne<{ ms: string }>('SELECT toUnixTimestamp64Milli(now64(3)) AS ms');
  return new Date(Number(row?.ms ?? 0));
};

const readWatermark = async (postgres: Postgres): Promise<Date> => {
  const row = await postgres.queryOne<{ at: Date }>(`SELECT at FROM watermarks WHERE name = 'identify'`);
  return new Date(Math.max(0, (row?.at.getTime() ?? 0) - overlapMs));
};

const writeWatermark = async (postgres: Postgres, at: Date): Promise<void> => {
  await postgres.query(
    `INSERT INTO watermarks (name, at) VALUES ('identify', $1) ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
    [at],
  );
};
