import { randomBytes } from 'node:crypto';
import { type ContactBook, isSensitive, type Pseudonymizer } from '#collect';
import { personSql } from '#identify';
import { type ClickHouse, type GyreError, idKey, problem } from '#platform';
import { findProfiles, keysOfProfile } from '#profile';

/** Everything one person is known by. Lives sealed and only as long as the erasure. */
export type Subject = {
  /** Keys of their identifiers, and every OneID they ever had, in digits. */
  readonly keys: readonly string[];
  /** Besides, identifiers that are somebody else's now and were theirs for a time. */
  readonly reach: readonly string[];
  /** Their identifiers as the log keeps them, `type:value`. */
  readonly named: readonly string[];
  /** Texts that name them wherever they stand: hashes, long identifiers, contacts in the clear, OneIDs. */
  readonly texts: readonly string[];
  /** Under which their share in measured rounds goes on. */
  readonly anonymousId: string;
};

export type SubjectDeps = {
  readonly clickhouse: ClickHouse;
  readonly contacts: ContactBook;
  readonly pseudonymizer: Pseudonymizer;
};

/** `asked`: by an identifier, `type:value` as the log keeps it, that no event carried. */
export type PersonMeant = { readonly profileId: string; readonly asked?: string };

export const nobodyKnown = (): GyreError =>
  problem('not_found', { detail: 'nobody is known by this identifier', detailZh: '没有客户使用此标识' });

/**
 * Who is meant by an identifier of any kind. One that no event carried is a person too when it says its type: they may stand in quarantine or in
 * a backup.
 * @throws GyreError `not_found`; `conflict` when several people are known by it
 */
export const personMeant = async (id: string, { clickhouse, pseudonymizer }: SubjectDeps): Promise<PersonMeant> => {
  const [profile, ...others] = await findProfiles(clickhouse, id, pseudonymizer);
  if (others.length > 0)
    throw problem('conflict', {
      detail: `several people are known by this: say which with type:value, or by OneID: ${[profile, ...others].join(', ')}`,
      detailZh: `该标识对应多人，请用 类型:值 或 OneID 指明：${[profile, ...others].join('、')}`,
    });
  if (profile !== undefined) return { profileId: profile };
  const [, type = '', value = ''] = /^([a-z][\w@.-]*):(.+)$/.exec(id.trim()) ?? [];
  const stored = type === '' ? '' : pseudonymizer.stored(type, value);
  if (stored === '') throw nobodyKnown();
  return { profileId: idKey(type, stored).toString(), asked: `${type}:${stored}` };
};

/**
 * @param known what an interrupted erasure knew: some of it may be deleted already
 * @param asked an identifier, `type:value` as the log keeps it, of somebody the log does not know
 */
export const readSubject = async (
  profileId: string,
  { clickhouse, contacts }: SubjectDeps,
  { known, asked }: { readonly known?: Subject | undefined; readonly asked?: string | undefined } = {},
): Promise<Subject> => {
  const reach = await keysOfProfile(clickhouse, profileId);
  const own = await clickhouse.query<{ id_key: string }>(
    `SELECT arrayJoin({reach:Array(UInt64)}) AS id_key WHERE ${personSql('id_key')} = {profile:UInt64}`,
    { reach, profile: profileId },
  );
  const keys = [...new Set([profileId, ...own.map((row) => row.id_key), ...(known?.keys ?? [])])];
  const named = await clickhouse.query<{ id_key: string; type: string; value: string }>(
    'SELECT DISTINCT id_key, type, value FROM identifiers WHERE id_key IN {keys:Array(UInt64)}',
    { keys },
  );
  const clear: string[] = [];
  for (const type of new Set(named.map((each) => each.type).filter(isSensitive)))
    clear.push(...(await contacts.open(type, keys.map(BigInt))).values());
  const texts = [
    ...named.map(({ value }) => value),
    ...(asked === undefined ? [] : [asked.slice(asked.indexOf(':') + 1)]),
    ...clear.flatMap(spellings),
    ...keys,
    ...(known?.texts ?? []),
  ].filter((text) => text.length >= shortestText);
  return {
    keys,
    named: [
      ...new Set([
        ...named.map(({ type, value }) => `${type}:${value}`),
        ...(asked === undefined ? [] : [asked]),
        ...(known?.named ?? []),
      ]),
    ],
    reach: [...new Set([...reach, ...keys, ...(known?.reach ?? [])])],
    texts: [...new Set(texts)],
    anonymousId: known?.anonymousId ?? randomBytes(8).readBigUInt64LE().toString(),
  };
};

/** Shorter ones stand in other people's texts by chance: a customer called `7`. */
const shortestText = 8;

/** A contact as it was typed, and as others would write it. */
const spellings = (value: string): readonly string[] => {
  const digits = value.replace(/[\s().-]/g, '');
  const isNumber = /^\+?\d{7,}$/.test(digits);
  return isNumber ? [value, digits, digits.replace(/^(\+|00)?86(?=1\d{10}$)/, '')] : [value, value.toLowerCase()];
};
