import { randomUUID } from 'node:crypto';
import { type ClickHouse, sqlTime } from '#platform';
import type { Change } from './changes.ts';
import type { JudgedLink, Refusal, Tenure } from './graph.ts';
import { inChunks } from './read-region.ts';

/** Who each of the keys belongs to as the map has it; nothing for one that is nobody's but its own. */
export const readMap = async (
  clickhouse: ClickHouse,
  keys: readonly bigint[],
): Promise<ReadonlyMap<bigint, bigint>> => {
  const rows = await inChunks(keys, (chunk) =>
    clickhouse.query<{ id_key: string; profile: string }>(
      'SELECT id_key, argMax(profile_id, version) AS profile FROM identity WHERE id_key IN {keys:Array(UInt64)} GROUP BY id_key',
      { keys: chunk },
    ),
  );
  return new Map(rows.map((row) => [BigInt(row.id_key), BigInt(row.profile)]));
};

/** Versions are given to turns that change the map; one that died before it did leaves its number and its record behind. */
export const nextVersion = async (clickhouse: ClickHouse): Promise<number> => {
  const row = await clickhouse.queryOne<{ map: string; changes: string; loaded: string }>(
    `SELECT (SELECT max(version) FROM identity) AS map, (SELECT max(version) FROM identity_changes) AS changes,
       (SELECT max(loaded) FROM identity_base FINAL) AS loaded`,
  );
  const [map, changes, loaded] = [row?.map, row?.changes, row?.loaded].map((text) => Number(text ?? 0));
  if (changes > map) {
    // what a turn recorded that never came to be
    await clickhouse.command(
      'ALTER TABLE identity_changes DELETE WHERE version > {map:UInt64}',
      { map },
      { mutations_sync: '2' },
    );
  }
  return Math.max(map, loaded) + 1;
};

export const writeMap = (
  clickhouse: ClickHouse,
  version: number,
  moved: readonly (readonly [key: bigint, profile: bigint])[],
): Promise<void> =>
  clickhouse.insert({
    table: 'identity',
    rows: moved.map(([key, profile]) => ({ id_key: key.toString(), profile_id: profile.toString(), version })),
  });

export const writeChanges = (
  clickhouse: ClickHouse,
  version: number,
  changes: readonly Change[],
  at: Date,
): Promise<void> =>
  clickhouse.insert({
    table: 'identity_changes',
    token: onceMore(),
    rows: changes.map(({ kind, from, into, because }) => ({
      version,
      at: sqlTime(at),
      kind,
      from_profile: from.toString(),
      into_profile: into.toString(),
      key_a: (because?.a ?? 0n).toString(),
      key_b: (because?.b ?? 0n).toString(),
      rule: because === undefined ? '' : ruleText(because),
      event_id: because?.eventId ?? nilUuid,
      link_at: sqlTime(new Date(because?.firstMs ?? 0)),
    })),
  });

/**
 * For an insert that repeats one whose rows were deleted since: the engine would take the same bytes for a retry and
 * drop them.
 */
export const onceMore = (): string => randomUUID();

export const nilUuid = '00000000-0000-0000-0000-000000000000';

const ruleText = ({ rule, verdict }: JudgedLink): string => {
  if (verdict.type === 'refused') return `refused:${reasonText(verdict.why)}`;
  return verdict.type === 'handed_over' ? 'handed_over' : rule;
};

/** `limit:user_id`, `shared_in_fact:<key>`, `cut`, … as tables keep it. */
export const reasonText = (why: Refusal): string => {
  switch (why.type) {
    case 'limit':
      return `limit:${why.idType}`;
    case 'shared_type':
    case 'shared_in_fact':
      return `${why.type}:${why.key}`;
    case 'size':
    case 'cut':
      return why.type;
  }
};

/** Brings the list of refused links of some people up to date: new reasons in, admitted ones out. */
export const writeRefused = async (
  clickhouse: ClickHouse,
  version: number,
  links: readonly JudgedLink[],
  at: Date,
): Promise<void> => {
  const present = new Map<string, string>();
  const keys = [...new Set(links.map(({ a }) => a))];
  const known = await inChunks(keys, (chunk) =>
    clickhouse.query<{ key_a: string; key_b: string; rule: string; reason: string }>(
      'SELECT key_a, key_b, rule, reason FROM identity_refused FINAL WHERE key_a IN {keys:Array(UInt64)}',
      { keys: chunk },
    ),
  );
  for (const row of known) present.set(`${row.key_a}|${row.key_b}|${row.rule}`, row.reason);
  const rows = links.flatMap(({ a, b, rule, firstMs, eventId, verdict }) => {
    const reason = verdict.type === 'refused' ? reasonText(verdict.why) : '';
    if ((present.get(`${a}|${b}|${rule}`) ?? '') === reason) return [];
    return [
      {
        key_a: a.toString(),
        key_b: b.toString(),
        rule,
        reason,
        link_at: sqlTime(new Date(firstMs)),
        event_id: eventId,
        noted_at: sqlTime(at),
        version,
      },
    ];
  });
  await clickhouse.insert({ table: 'identity_refused', rows });
};

export const writeHubs = async (
  clickhouse: ClickHouse,
  version: number,
  hubs: readonly bigint[],
  at: Date,
): Promise<void> =>
  clickhouse.insert({
    table: 'identity_hubs',
    rows: hubs.map((key) => ({ id_key: key.toString(), noted_at: sqlTime(at), version })),
  });

/** Brings the past holders of some identifiers up to date. Answers whether anything changed. */
export const writeTenures = async (
  clickhouse: ClickHouse,
  version: number,
  keys: readonly bigint[],
  tenures: readonly Tenure[],
): Promise<boolean> => {
  type Row = { id_key: string; from_ms: string; to_ms: string; profile_id: string; gone: number };
  const present = await inChunks(keys, (chunk) =>
    clickhouse.query<Row>(
      'SELECT id_key, from_ms, to_ms, profile_id, gone FROM identity_tenures FINAL WHERE id_key IN {keys:Array(UInt64)} AND gone = 0',
      { keys: chunk },
    ),
  );
  const wanted = tenures.map(tenureRow);
  const nameOf = (row: Row): string => `${row.id_key}|${row.from_ms}`;
  const textOf = (row: Row): string => `${nameOf(row)}|${row.to_ms}|${row.profile_id}`;
  const wantedNames = new Set(wanted.map(nameOf));
  const presentTexts = new Set(present.map(textOf));
  const rows = [
    ...wanted.filter((row) => !presentTexts.has(textOf(row))),
    ...present.filter((row) => !wantedNames.has(nameOf(row))).map((row) => ({ ...row, gone: 1 })),
  ];
  await clickhouse.insert({ table: 'identity_tenures', rows: rows.map((row) => ({ ...row, version })) });
  return rows.length > 0;
};

const earliest = '-4611686018427387904';

export const tenureRow = ({ key, fromMs, toMs, profile }: Tenure) => ({
  id_key: key.toString(),
  from_ms: Number.isFinite(fromMs) ? String(fromMs) : earliest,
  // both ends are in the range; the next holder has the moment itself
  to_ms: String(toMs - 1),
  profile_id: profile.toString(),
  gone: 0,
});
