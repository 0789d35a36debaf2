import { createHash } from 'node:crypto';
import { compileCondition, compileSet, parseExpression, type Sql, type Written } from '#documents';
import { type ClickHouse, problem, sqlTime } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';
import { typesSeen } from '../people.ts';
import type { Feature } from '../feature-set.ts';

export type ExportRow = {
  readonly profileId: string;
  /** Of each type asked for the value seen last; '' for none. */
  readonly ids: readonly string[];
  readonly features: readonly (number | null)[];
};

export type ExportArgs = {
  readonly people: Sql;
  readonly asOf: Date;
  /** Only people behind this OneID; '0' for all. The smallest group counts all of them. */
  readonly after: string;
  /** Only these people: a condition on `profile_id`. */
  readonly allowed: Sql | undefined;
  readonly smallest: number;
  readonly identifierTypes: readonly string[];
  readonly features: readonly Feature[];
  readonly known: Known;
  /** Gives what leaves the house for a stored identifier: itself, the clear value, a platform's hash. */
  readonly present: (type: string, stored: readonly StoredIdentifier[]) => Promise<ReadonlyMap<string, string>>;
};

export type StoredIdentifier = { readonly key: string; readonly value: string };

const peopleAStep = 5_000;

/**
 * An audience's people on their way out, some thousands at a time, in order of their OneIDs.
 *
 * Those who have not agreed are left out first; what then is smaller than the smallest group is refused: a list of three
 * people with a telling name says something about each of them.
 */
export const exportAudience = async (
  clickhouse: ClickHouse,
  args: ExportArgs,
): Promise<{ readonly people: number; readonly rows: AsyncGenerator<readonly ExportRow[]> }> => {
  await assertSeen(clickhouse, args.identifierTypes);
  const asOf = sqlTime(args.asOf);
  const chosen = `SELECT DISTINCT profile_id FROM (${args.people.sql}) WHERE profile_id != 0 ${args.allowed === undefined ? '' : `AND ${args.allowed.sql}`}`;
  const params = { ...args.people.params, ...args.allowed?.params, as_of: asOf };
  const counted = await clickhouse.queryOne<{ people: string }>(`SELECT count() AS people FROM (${chosen})`, params);
  const people = Number(counted?.people ?? 0);
  if (people < args.smallest)
    throw problem('unprocessable', {
      detail: `${people} people may be exported, fewer than the ${args.smallest} that protect each of them`,
      detailZh: `可导出的人数为 ${people}，少于保护个人所需的 ${args.smallest} 人`,
    });
  return { people, rows: rowsOf(clickhouse, args, { chosen, params }) };
};

/** A column that would be empty for everybody is a type somebody mistyped. */
const assertSeen = async (clickhouse: ClickHouse, types: readonly string[]): Promise<void> => {
  const seen = await typesSeen(clickhouse);
  const strange = types.filter((type) => !seen.includes(type));
  if (strange.length > 0)
    throw problem('invalid_input', {
      field: 'identifiers',
      detail: `nobody has an identifier of type ${strange.join(', ')}; there are: ${seen.toSorted().join(', ')}`,
      detailZh: `没有任何人拥有类型为 ${strange.join('、')} 的标识；现有类型：${seen.toSorted().join('、')}`,
    });
};

async function* rowsOf(
  clickhouse: ClickHouse,
  args: ExportArgs,
  { chosen, params }: { readonly chosen: string; readonly params: Sql['params'] },
): AsyncGenerator<readonly ExportRow[]> {
  for (let { after } = args; ;) {
    const found = await clickhouse.query<{ profile_id: string }>(
      `SELECT profile_id FROM (${chosen}) WHERE profile_id > {after:UInt64} ORDER BY profile_id LIMIT {step:UInt32}`,
      { ...params, after, step: peopleAStep },
    );
    const profiles = found.map((row) => row.profile_id);
    const last = profiles.at(-1);
    if (last === undefined) return;
    const [ids, features] = await Promise.all([
      idsOf(clickhouse, args, profiles),
      featuresOf(clickhouse, args, profiles),
    ]);
    yield profiles.map((profileId) => ({
      profileId,
      ids: args.identifierTypes.map((type) => ids.get(`${type} ${profileId}`) ?? ''),
      features: features.get(profileId) ?? args.features.map(() => null),
    }));
    after = last;
  }
}

const ownKeys = `SELECT id_key, argMax(profile_id, version) AS owner FROM identity
  WHERE id_key IN (SELECT id_key FROM identity WHERE profile_id IN {profiles:Array(UInt64)}) GROUP BY id_key`;

const idsOf = async (
  clickhouse: ClickHouse,
  { identifierTypes, present }: ExportArgs,
  profiles: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (identifierTypes.length === 0) return new Map();
  const rows = await clickhouse.query<{ profile_id: string; type: string; key: string; value: string }>(
    `WITH own AS (
       SELECT id_key, owner AS profile_id FROM (${ownKeys}) WHERE owner IN {profiles:Array(UInt64)}
       UNION DISTINCT SELECT arrayJoin({profiles:Array(UInt64)}) AS id_key, id_key AS profile_id)
     SELECT profile_id, type, argMax(id_key, (last_seen, id_key)) AS key, argMax(value, (last_seen, id_key)) AS value
     FROM (SELECT id_key, toString(type) AS type, value, max(last_seen) AS last_seen FROM identifiers
       WHERE id_key IN (SELECT id_key FROM own) AND type IN {types:Array(String)} GROUP BY id_key, type, value) AS known
     INNER JOIN own USING (id_key) GROUP BY profile_id, type`,
    { profiles, types: identifierTypes },
  );
  const out = new Map<string, string>();
  for (const type of identifierTypes) {
    const some = rows.filter((row) => row.type === type);
    const shown = await present(type, some);
    for (const { profile_id, key } of some) out.set(`${type} ${profile_id}`, shown.get(key) ?? '');
  }
  return out;
};

const featuresOf = async (
  clickhouse: ClickHouse,
  { features, known, asOf }: ExportArgs,
  profiles: readonly string[],
): Promise<ReadonlyMap<string, readonly (number | null)[]>> => {
  if (features.length === 0) return new Map();
  const { sql, params } = compileSet({
    outputs: features.map(({ spec }, i) => ({ name: `f${i}`, expression: parseExpression(spec.expression) })),
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    population: { sql: 'SELECT arrayJoin({profiles:Array(UInt64)}) AS profile_id', params: { profiles } },
    source: logSource(`SELECT id_key FROM (${ownKeys}) UNION DISTINCT SELECT arrayJoin({profiles:Array(UInt64)})`),
  });
  const rows = await clickhouse.query<Readonly<Record<string, number | string | null>>>(sql, {
    ...params,
    as_of: sqlTime(asOf),
  });
  return new Map(
    rows.map((row) => [
      String(row['profile_id']),
      features.map((_, i) => (row[`f${i}`] === null ? null : Number(row[`f${i}`]))),
    ]),
  );
};

/** The people of a condition as a query of its own. */
export const peopleOfCondition = (condition: Written, known: Known): Sql =>
  compileCondition(parseExpression(condition), {
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    source: logSource(),
    prefix: 'who',
  });

/** The members as the passes keep them. */
export const membersOf = (audience: string): Sql => ({
  sql: `SELECT profile_id FROM (SELECT profile_id, member FROM audience_members FINAL WHERE audience = {audience:String}) WHERE member = 1`,
  params: { audience },
});

/**
 * What advertising platforms compare: SHA-256, in hex, of a trimmed lower-case address, or of a phone number with its
 * country code. Google and Meta want the sign or not: `google` +8613800001111, `meta` 8613800001111.
 */
export const platformHash = (platform: 'google' | 'meta', type: string, clear: string): string => {
  const digits = clear.replace(/\D/g, '');
  const international = clear.startsWith('+') || digits.length > 11 ? digits : `86${digits}`;
  const phone = platform === 'google' ? `+${international}` : international;
  const text = type === 'email' ? clear.trim().toLowerCase() : phone;
  return createHash('sha256').update(text).digest('hex');
};

/** A cell that a spreadsheet will not take for a formula. */
export const csvCell = (value: string | number | null): string => {
  if (value === null) return '';
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+$/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
