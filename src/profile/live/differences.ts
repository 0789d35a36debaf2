import { compileSet } from '#documents';
import { personSql } from '#identify';
import { type ClickHouse, type Params, sqlTime } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';
import type { LiveAudience } from './live-audience.ts';
import { inSlice, type Slice, sliceKeys, sliceParams } from './slices.ts';

/** Who is looked at: those whom a run has staged with their keys, or everybody in a slice of the OneIDs. */
export type Whom =
  | { readonly type: 'slice'; readonly slice: Slice }
  | { readonly type: 'touched'; readonly run: string };

/** A query and what it needs. */
type Query = { readonly sql: string; readonly params: Params };

/**
 * The memberships that hold as of T, all audiences out of one pass over the log.
 * Rows: `audience`, `profile_id`, for those who are in it.
 */
export const membershipsSql = (
  audiences: readonly LiveAudience[],
  known: Known,
  { whom, asOf }: { readonly whom: Whom; readonly asOf: Date },
): Query => {
  const names = audiences.map(({ name }) => name);
  const columns = audiences.map((_, i) => `m${i}`);
  const outputs = audiences.map(({ expression }, i) => ({ name: `m${i}`, expression }));
  const keys = whom.type === 'touched' ? stagedKeys : sliceKeys(whom.slice);
  const person = personSql('id_key');
  // a staged key may be somebody else's by now, of whom not all is read
  const people =
    whom.type === 'touched'
      ? `id_key IN (${stagedKeys}) AND ${person} IN (${stagedPeople})`
      : inSlice(person, whom.slice);
  const { sql, params } = compileSet({
    outputs,
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    scans: 'by_event',
    population: {
      sql: `SELECT DISTINCT ${person} AS profile_id FROM identifiers
        WHERE first_seen < {as_of:DateTime64(3, 'UTC')} AND ${people}`,
      params: whom.type === 'touched' ? { run: whom.run } : sliceParams(whom.slice),
    },
    source: logSource(keys),
  });
  return {
    // positions instead of names until the very end: a million rows of a hundred texts would be mostly texts
    sql: `
      SELECT {audiences:Array(String)}[position] AS audience, profile_id
      FROM (SELECT profile_id, arrayFilter((i, is) -> is = 1, range(1, ${columns.length + 1}), [${columns.join(', ')}]) AS positions FROM (${sql}))
      ARRAY JOIN positions AS position`,
    params: { ...params, audiences: names, as_of: sqlTime(asOf) },
  };
};

const stagedKeys = 'SELECT id_key FROM audience_keys WHERE run = {run:UUID}';
const stagedPeople = 'SELECT profile_id FROM audience_touched WHERE run = {run:UUID}';

/**
 * Journals where the members differ from what holds as of T.
 *
 * A person absorbed by another leaves without a word; the other one, who thereby is in their audiences, was there
 * already as far as anybody was told: such a row is silent, too, and keeps the earlier `since`.
 * `told` false: no event for anybody, because not the people have changed but the audience.
 */
export const journalDifferences = async (
  clickhouse: ClickHouse,
  audiences: readonly LiveAudience[],
  known: Known,
  {
    journal,
    whom,
    asOf,
    told,
  }: { readonly journal: string; readonly whom: Whom; readonly asOf: Date; readonly told: boolean },
): Promise<void> => {
  const now = membershipsSql(audiences, known, { whom, asOf });
  const staged = whom.type === 'touched' ? `AND profile_id IN (${stagedPeople})` : '';
  const within = whom.type === 'touched' ? '1' : inSlice('profile_id', whom.slice);
  const before = `
    SELECT audience, profile_id, ${personSql('profile_id')} AS heir, since
    FROM (SELECT audience, profile_id, member, since FROM audience_members FINAL WHERE audience IN {audiences:Array(String)} ${staged})
    WHERE member = 1`;
  await clickhouse.command(
    `INSERT INTO audience_journal (run, audience, profile_id, member, since, silent)
     SELECT {journal:UUID}, audience, profile_id, is_in,
       if(is_in AND inherits, inherited_since, {as_of:DateTime64(3, 'UTC')}),
       {silent:UInt8} OR (is_in AND inherits) OR (NOT is_in AND absorbed)
     FROM (
       SELECT audience, profile_id, max(now) AS is_in, max(was) AS was_in, max(heirs) AS inherits, max(gone) AS absorbed,
         minIf(known_since, heirs = 1) AS inherited_since
       FROM (
         SELECT audience, profile_id, 1 AS now, 0 AS was, 0 AS heirs, 0 AS gone, ${never} AS known_since FROM (${now.sql})
         UNION ALL
         SELECT audience, profile_id, 0, 1, 0, heir != profile_id, since FROM (${before})
         UNION ALL
         SELECT audience, heir, 0, 0, 1, 0, since FROM (${before}) WHERE heir != profile_id)
       WHERE ${within}
       GROUP BY audience, profile_id)
     WHERE is_in != was_in`,
    { ...now.params, journal, silent: told ? 0 : 1 },
  );
};

const never = `toDateTime64(0, 3, 'UTC')`;
