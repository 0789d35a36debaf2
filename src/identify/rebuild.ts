import { Readable } from 'node:stream';
import { type IdentifierType, identifierType } from '#collect';
import { type ClickHouse, faultPoint, type Postgres, sqlTime } from '#platform';
import { componentsInWorker } from './components-in-worker.ts';
import { type Components, ruleCodes, type TypeCodes } from './components.ts';
import { standingCuts } from './cuts.ts';
import { engineTime } from './fresh-links.ts';
import type { IdentifyDeps } from './identify.ts';
import { nextVersion, onceMore } from './map-store.ts';
import { readDoubtful } from './read-doubtful.ts';
import { typesOf } from './read-region.ts';
import { readWords } from './read-words.ts';
import { exchangeMap } from './show-map.ts';
import { recordRebuild } from './record-rebuild.ts';
import { resolve } from './resolve.ts';
import type { Resolution } from './graph.ts';
import { mapRows, writeNextFacts } from './write-next.ts';

export type RebuildReport = {
  readonly links: number;
  readonly identifiers: number;
  readonly people: number;
  /** Identifiers whose links had to be judged one by one. */
  readonly doubtful: number;
  /** Identifiers that the present map has with somebody else; counted by a check alone. */
  readonly changes: number | undefined;
  readonly seconds: { readonly read: number; readonly unite: number; readonly judge: number; readonly write: number };
};

/**
 * Who everybody is, from all links anew: the same as all micro-batches together came to. Links and identifiers come in two
 * streams of numbers, sets are found in a thread of its own, and the new map takes the old one's place in one step.
 * Must hold the lock of identify. With `check` nothing is exchanged: `changes` says how many would differ.
 */
export const rebuildLocked = async (
  { clickhouse, postgres, clock }: IdentifyDeps,
  { check = false }: { readonly check?: boolean } = {},
): Promise<RebuildReport> => {
  const marks = [performance.now()];
  const lap = (): void => void marks.push(performance.now());
  const until = sqlTime(await engineTime(clickhouse));
  const names = await typeNames(clickhouse);
  const cuts = await standingCuts(postgres);
  const [nodes, links] = await Promise.all([readNodes(clickhouse, names), readLinks(clickhouse, until)]);
  lap();
  const components = await componentsInWorker({
    nodes,
    links,
    types: typeCodes(names),
    cuts: cuts.map(({ a, b }) => [a, b] as const),
  });
  lap();
  const resolution = await judge({ clickhouse, postgres }, components, names);
  lap();
  const version = await nextVersion(clickhouse);
  await writeNext(clickhouse, { components, resolution, version, at: clock.now() });
  faultPoint('identify/rebuild-written');
  const changes = check ? await countChanges(clickhouse) : undefined;
  if (!check) {
    await recordRebuild(clickhouse, { version, at: clock.now() });
    faultPoint('identify/rebuild-recorded');
    await exchangeMap(clickhouse, version);
    faultPoint('identify/rebuild-exchanged');
    for (const table of factTables) await clickhouse.command(`EXCHANGE TABLES ${table} AND ${table}_next`);
    await clickhouse.command('SYSTEM RELOAD DICTIONARY identity_map');
    await clickhouse.command('SYSTEM RELOAD DICTIONARY identity_recent');
    await clickhouse.command('SYSTEM RELOAD DICTIONARY identity_past');
  }
  for (const table of ['identity', ...factTables]) await clickhouse.command(`TRUNCATE TABLE ${table}_next`);
  lap();
  const seconds = marks.slice(1).map((at, i) => Math.round(at - (marks[i] ?? at)) / 1000);
  const [read = 0, unite = 0, judged = 0, write = 0] = seconds;
  const identifiers = components.keys.length / 2;
  return {
    links: components.links,
    identifiers,
    people: peopleIn(components, resolution),
    doubtful: components.doubtful.length,
    changes,
    seconds: { read, unite, judge: judged, write },
  };
};

const factTables = ['identity_tenures', 'identity_refused', 'identity_hubs'] as const;

/** Codes of types are their places in this list; the first is of keys no event carried. */
const typeNames = async (clickhouse: ClickHouse): Promise<readonly string[]> => {
  const rows = await clickhouse.query<{ type: string }>(
    'SELECT DISTINCT toString(type) AS type FROM identifiers ORDER BY type',
  );
  return ['', ...rows.map(({ type }) => type)];
};

export const typeCodes = (names: readonly string[]): TypeCodes => {
  const types = names.map((name): IdentifierType => identifierType(name));
  const order = names
    .map((name, code) => ({ name, code, priority: types[code]?.priority ?? 0 }))
    .toSorted((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1));
  const rank = names.map(() => 0);
  order.forEach(({ code }, at) => {
    rank[code] = at;
  });
  return {
    rank,
    priority: types.map(({ priority }) => priority),
    limit: types.map(({ limit }) => limit),
    sharedAbove: types.map(({ sharedAbove }) => sharedAbove ?? Infinity),
    shared: types.map(({ uniqueness }) => uniqueness === 'shared'),
  };
};

const readNodes = async (clickhouse: ClickHouse, names: readonly string[]): Promise<Uint32Array> => {
  const size = await clickhouse.queryOne<{ rows: string }>('SELECT count() AS rows FROM identifiers');
  return readWords(
    await clickhouse.stream(
      `SELECT id_key, toUInt32(indexOf({names:Array(String)}, type) - 1) FROM identifiers ORDER BY id_key FORMAT RowBinary`,
      { names },
    ),
    Number(size?.rows ?? 0) * 3,
  );
};

const readLinks = async (clickhouse: ClickHouse, until: string): Promise<Uint32Array> => {
  const size = await clickhouse.queryOne<{ rows: string }>(
    'SELECT count() AS rows FROM identity_edges WHERE written_at <= {until:DateTime64(3)}',
    { until },
  );
  const { event, hand, alias, matched } = ruleCodes;
  return readWords(
    await clickhouse.stream(
      `SELECT key, other, toUInt32(multiIf(rule = 'event', ${event}, rule = 'alias', ${alias}, startsWith(rule, 'hand:'), ${hand}, ${matched}))
       FROM identity_edges WHERE written_at <= {until:DateTime64(3)} FORMAT RowBinary`,
      { until },
    ),
    Number(size?.rows ?? 0) * 5,
  );
};

/** Judges link by link where a limit or a cut is broken. */
const judge = async (
  { clickhouse, postgres }: { readonly clickhouse: ClickHouse; readonly postgres: Postgres },
  { keys, types, hubs, doubtful }: Components,
  names: readonly string[],
): Promise<Resolution> => {
  const keyOf = (node: number): bigint => (BigInt(keys[2 * node + 1] ?? 0) << 32n) | BigInt(keys[2 * node] ?? 0);
  const known = new Map<bigint, string>();
  for (const nodes of [doubtful, hubs]) for (const node of nodes) known.set(keyOf(node), names[types[node] ?? 0] ?? '');
  const links = await readDoubtful(clickhouse, Array.from(doubtful, keyOf));
  const outside = new Set(links.flatMap(({ a, b }) => [a, b]).filter((key) => !known.has(key)));
  for (const [key, type] of await typesOf(clickhouse, [...outside])) known.set(key, type);
  return resolve({
    links,
    typeOf: (key) => known.get(key) ?? '',
    rulesOf: identifierType,
    cuts: await standingCuts(postgres),
    hubs: new Set(Array.from(hubs, keyOf)),
  });
};

const writeNext = async (
  clickhouse: ClickHouse,
  args: {
    readonly components: Components;
    readonly resolution: Resolution;
    readonly version: number;
    readonly at: Date;
  },
): Promise<void> => {
  for (const table of ['identity', ...factTables]) await clickhouse.command(`TRUNCATE TABLE ${table}_next`);
  await clickhouse.insertRaw({
    table: 'identity_next',
    columns: ['id_key', 'profile_id', 'version'],
    format: 'RowBinary',
    token: onceMore(),
    body: Readable.from(mapRows(args.components, args.resolution, args.version)),
  });
  await writeNextFacts(clickhouse, args);
};

/** Identifiers with another person in the new map than in the old one. */
const countChanges = async (clickhouse: ClickHouse): Promise<number> => {
  const row = await clickhouse.queryOne<{ n: string }>(
    `SELECT countIf(was != is) AS n FROM (
       SELECT id_key, if(sumIf(profile_id, side = 0) = 0, id_key, sumIf(profile_id, side = 0)) AS was,
         if(sumIf(profile_id, side = 1) = 0, id_key, sumIf(profile_id, side = 1)) AS is
       FROM (SELECT id_key, profile_id, 0 AS side FROM identity FINAL UNION ALL SELECT id_key, profile_id, 1 AS side FROM identity_next)
       GROUP BY id_key)`,
  );
  return Number(row?.n ?? 0);
};

const peopleIn = ({ keys, profile, doubtful }: Components, { profileOf }: Resolution): number => {
  const open = new Uint8Array(profile.length);
  for (const node of doubtful) open[node] = 1;
  let people = 0;
  for (let i = 0; i < profile.length; i++) if (profile[i] === i && !open[i]) people++;
  const settled = new Set<bigint>();
  for (const node of doubtful) {
    const key = (BigInt(keys[2 * node + 1] ?? 0) << 32n) | BigInt(keys[2 * node] ?? 0);
    settled.add(profileOf.get(key) ?? key);
  }
  return people + settled.size;
};
