import { consentEventNames, isoTime } from '#collect';
import { personSql } from '#identify';
import type { ClickHouse } from '#platform';
import { type ConsentStatement, isAllowed, lastWord } from './last-word.ts';
import { type ConsentPurpose, purposeNamed } from './purposes.ts';
import type { ConsentAnswer } from './schemas.ts';

type Row = {
  readonly event_id: string;
  readonly name: string;
  readonly ts: string;
  readonly id_key: string;
  readonly profile_id: string;
  readonly purpose: string;
  readonly channel: string;
  readonly source: string;
};
type Said = ConsentStatement & Pick<Row, 'id_key' | 'profile_id' | 'source'>;

/** What was said under some identifiers. The log is sorted by name and identifier: this reads a few granules. */
const saidUnder = async (clickhouse: ClickHouse, keys: readonly string[]): Promise<readonly Said[]> => {
  if (keys.length === 0) return [];
  const rows = await clickhouse.query<Row>(
    `SELECT event_id, name, ts, id_key, profile_id, toString(properties.purpose) AS purpose,
       toString(properties.channel) AS channel, coalesce(nullIf(toString(properties.source), ''), toString(source)) AS source
     FROM people_events WHERE name IN {names:Array(String)} AND id_key IN {keys:Array(UInt64)}
     ORDER BY ts DESC, event_id LIMIT 100000`,
    { names: consentEventNames, keys },
  );
  return rows.map((row) => ({
    ...row,
    eventId: row.event_id,
    atMs: Date.parse(isoTime(row.ts)),
    said: row.name === '$consent_given' ? 'given' : 'withdrawn',
  }));
};

/** Purposes × channels of one person as they are now, and all that was ever said. @param keys the person's identifiers */
export const readConsent = async (
  clickhouse: ClickHouse,
  person: { readonly profileId: string; readonly keys: readonly string[] },
  { purposes, channels }: { readonly purposes: readonly ConsentPurpose[]; readonly channels: readonly Channel[] },
): Promise<ConsentAnswer> => {
  const said = (await saidUnder(clickhouse, person.keys)).filter((each) => each.profile_id === person.profileId);
  const spoken = [...new Set(said.map(({ purpose }) => purpose))].map((name) => purposeNamed(purposes, name));
  const all = [...new Map([...purposes, ...spoken].map((purpose) => [purpose.name, purpose])).values()];
  const known = new Set(channels.flatMap(({ names }) => names));
  const others = said.flatMap(({ channel }) => (known.has(channel) ? [] : [{ name: channel, names: [channel, '*'] }]));
  const columns = [...new Map([...channels, ...others].map((channel) => [channel.name, channel])).values()];
  return {
    purposes: all.map(({ name, title, spec }) => ({ name, title, unlessSaid: spec.unlessSaid })),
    channels: columns.map(({ name }) => name),
    states: all.flatMap((purpose) =>
      columns.map(({ name, names }) => {
        const last = lastWord(said, purpose.name, names);
        return {
          purpose: purpose.name,
          channel: name,
          allowed: isAllowed(said, purpose, names),
          said: last?.said ?? null,
          at: last === undefined ? null : new Date(last.atMs).toISOString(),
        };
      }),
    ),
    history: said.map((each) => ({
      eventId: each.eventId,
      at: new Date(each.atMs).toISOString(),
      said: each.said,
      purpose: each.purpose,
      channel: each.channel,
      source: each.source,
    })),
  };
};

/** A channel by its name, and under which names people speak of it (`consentChannels`). */
type Channel = { readonly name: string; readonly names: readonly string[] };

/** Somebody about to be sent something. `recipientKey`: the identifier it goes to, which may have said no under another person. */
export type Addressee = {
  readonly profileId: string;
  readonly recipientKey: string;
  readonly purpose: ConsentPurpose;
  readonly channels: readonly string[];
};

/**
 * Which of those about to be sent something may not be: for each, in order, whether it is refused. A no counts whether the
 * person said it or the address did.
 */
export const refusedNow = async (
  clickhouse: ClickHouse,
  addressees: readonly Addressee[],
): Promise<readonly boolean[]> => {
  if (addressees.length === 0) return [];
  const profiles = addressees.map(({ profileId }) => profileId);
  // decided some time ago: the person may have become part of another since
  const own = await clickhouse.query<{ id_key: string; owner: string; asked: string }>(
    `WITH asked AS (SELECT arrayJoin({profiles:Array(UInt64)}) AS asked, ${personSql('asked')} AS person)
     SELECT keys.id_key AS id_key, keys.owner AS owner, asked.asked AS asked FROM (
       SELECT id_key, argMax(profile_id, version) AS owner FROM identity
       WHERE id_key IN (SELECT id_key FROM identity WHERE profile_id IN (SELECT person FROM asked)) GROUP BY id_key
       UNION DISTINCT SELECT person AS id_key, person AS owner FROM asked) AS keys
     INNER JOIN asked ON asked.person = keys.owner`,
    { profiles },
  );
  const personOf = new Map(own.map(({ asked, owner }) => [asked, owner]));
  const recipients = addressees.map(({ recipientKey }) => recipientKey);
  const said = await saidUnder(clickhouse, [...new Set([...profiles, ...recipients, ...own.map((row) => row.id_key)])]);
  const byKey = grouped(said, ({ id_key: key }) => key);
  const byPerson = grouped(said, ({ profile_id: person }) => person);
  return addressees.map(({ profileId, recipientKey, purpose, channels }) => {
    const theirs = byPerson.get(personOf.get(profileId) ?? profileId) ?? [];
    return !isAllowed([...theirs, ...(byKey.get(recipientKey) ?? [])], purpose, channels);
  });
};

const grouped = (said: readonly Said[], by: (each: Said) => string): ReadonlyMap<string, readonly Said[]> => {
  const groups = new Map<string, Said[]>();
  for (const each of said) {
    const group = groups.get(by(each));
    if (group === undefined) groups.set(by(each), [each]);
    else group.push(each);
  }
  return groups;
};
