import { createHmac } from 'node:crypto';
import type { ClickHouse, Clock, Logger, Postgres } from '#platform';
import { type SipKey, sipHash64 } from './sip-hash.ts';

/** Whose data may not come back: asked for everything that comes in. */
export type Erased = {
  /** Whether one of these identifiers, as keys in digits, is an erased person's. */
  readonly has: (keys: readonly string[]) => boolean;
  /** False while nobody was ever erased: then nothing needs to be asked. */
  readonly any: () => boolean;
  /** Counts what was turned away. Nothing else is kept of it. */
  readonly turnedAway: (source: string, events: number) => void;
  /** What the engine needs to ask the same: `sipHash64Keyed((k0, k1), id_key) IN (SELECT mark FROM tombstones …)`. */
  readonly key: SipKey;
};

export type Tombstones = Erased & {
  /** Sets tombstones for identifiers; in force in this process when it resolves, in every other within a second. */
  readonly set: (keys: readonly string[], erasure: string) => Promise<void>;
  /** Takes them away again: the person signed up anew. @returns how many there were */
  readonly lift: (keys: readonly string[]) => Promise<number>;
  /** Marks as they are kept, to be stored where backups are not. */
  readonly marks: () => Promise<readonly string[]>;
  /** Sets tombstones by their marks, and gives the engine its copy of all of them anew. @returns how many were new */
  readonly restore: (marks: readonly string[]) => Promise<number>;
  readonly refresh: () => Promise<void>;
  /** Called when the tombstones in force change. */
  readonly onChange: (listener: () => void) => void;
  readonly close: () => Promise<void>;
};

type Deps = {
  readonly postgres: Postgres;
  readonly clickhouse: ClickHouse;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secret: string;
  readonly everyMs?: number;
};

/**
 * A tombstone is SipHash of an identifier's key under the workspace's secret: it tells whoever comes back, and tells nobody who
 * was here. PostgreSQL holds them; the engine has a copy for imports.
 */
export const createTombstones = ({ postgres, clickhouse, clock, log, secret, everyMs = 1_000 }: Deps): Tombstones => {
  const bytes = createHmac('sha256', secret).update('tombstones').digest();
  const key = { k0: bytes.readBigUInt64LE(0), k1: bytes.readBigUInt64LE(8) };
  const markOf = sipHash64(key);
  const digits = (keyText: string): string => markOf(BigInt(keyText)).toString();
  let marks: ReadonlySet<bigint> = new Set();
  let seen = '';
  const counts = new Map<string, number>();
  const listeners: (() => void)[] = [];

  const readAnew = async (): Promise<void> => {
    const row = await postgres.queryOne<{ stamp: string }>(
      `SELECT count(*) || '/' || coalesce(max(seq), 0) AS stamp FROM tombstones`,
    );
    if (row?.stamp === seen) return;
    const rows = await postgres.query<{ mark: string }>('SELECT mark::text FROM tombstones');
    marks = new Set(rows.map(({ mark }) => BigInt(mark)));
    seen = row?.stamp ?? '';
    for (const listener of listeners) listener();
  };
  let refreshing: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => (refreshing = refreshing.catch(() => {}).then(readAnew));

  const writeCounts = async (): Promise<void> => {
    const waiting = [...counts];
    counts.clear();
    for (const [source, events] of waiting)
      await postgres.query(
        `INSERT INTO tombstone_refusals (day, source, events) VALUES ($1, $2, $3)
         ON CONFLICT (day, source) DO UPDATE SET events = tombstone_refusals.events + excluded.events`,
        [clock.now().toISOString().slice(0, 10), source, events],
      );
  };
  const timer = setInterval(() => {
    Promise.all([refresh(), writeCounts()]).catch((cause: unknown) =>
      log.warn({ err: cause }, 'the tombstones could not be read; those known so far hold'),
    );
  }, everyMs);
  timer.unref();

  const insert = async (list: readonly string[], erasure: string | null): Promise<number> => {
    const added = await postgres.query(
      `INSERT INTO tombstones (mark, erasure, made_at) SELECT mark, $2, $3 FROM unnest($1::numeric[]) AS t(mark)
       ON CONFLICT (mark) DO NOTHING RETURNING 1`,
      [list, erasure, clock.now()],
    );
    await copy(clickhouse, list, 0);
    await refresh();
    return added.length;
  };

  return {
    key,
    any: () => marks.size > 0,
    has: (keys) => marks.size > 0 && keys.some((each) => marks.has(markOf(BigInt(each)))),
    turnedAway: (source, events) => void counts.set(source, (counts.get(source) ?? 0) + events),
    set: async (keys, erasure) => void (await insert(keys.map(digits), erasure)),
    lift: async (keys) => {
      const list = keys.map(digits);
      const rows = await postgres.query('DELETE FROM tombstones WHERE mark = ANY($1::numeric[]) RETURNING 1', [list]);
      await copy(clickhouse, list, 1);
      await refresh();
      return rows.length;
    },
    marks: async () =>
      (await postgres.query<{ mark: string }>('SELECT mark::text FROM tombstones ORDER BY mark')).map(
        ({ mark }) => mark,
      ),
    restore: async (list) => {
      const added = await insert(list, null);
      const all = await postgres.query<{ mark: string }>('SELECT mark::text FROM tombstones');
      await copy(
        clickhouse,
        all.map(({ mark }) => mark),
        0,
      );
      return added;
    },
    refresh,
    onChange: (listener) => void listeners.push(listener),
    close: async () => {
      clearInterval(timer);
      await refreshing.catch(() => {});
      await writeCounts().catch((cause: unknown) => log.warn({ err: cause }, 'refusals were not counted'));
    },
  };
};

/** `lifted` decides by the latest version: the engine takes no row back at once. */
const copy = (clickhouse: ClickHouse, marks: readonly string[], lifted: 0 | 1): Promise<void> =>
  clickhouse.insert({
    table: 'tombstones',
    rows: marks.map((mark) => ({ mark, lifted, version: nextVersion() })),
  });

// on the real clock: the workspace's may leap back
let lastVersion = 0;
const nextVersion = (): number => (lastVersion = Math.max(lastVersion + 1, Date.now() * 1_000));

/** SQL of a condition: some key of an `Array(UInt64)` column is an erased person's. @param key as `Erased.key` */
export const erasedSql = (column: string, { k0, k1 }: SipKey) => ({
  sql: `arrayExists(k -> sipHash64Keyed(({tombstone_k0:UInt64}, {tombstone_k1:UInt64}), k) IN (SELECT mark FROM tombstones FINAL WHERE lifted = 0), ${column})`,
  params: { tombstone_k0: k0, tombstone_k1: k1 },
});
