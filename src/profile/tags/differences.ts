import { compileSet, type Expression, parseExpression } from '#documents';
import { personSql } from '#identify';
import { type ClickHouse, type Params, sqlTime } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import type { Whom } from '../live/differences.ts';
import { inSlice, sliceKeys, sliceParams, slicesFor } from '../live/slices.ts';
import { logSource } from '../log-source.ts';
import type { LiveTag } from './live-tag.ts';

type Query = { readonly sql: string; readonly params: Params };

/**
 * The values that hold as of T, all tags out of one pass over the log. Rows: `tag`, `profile_id`, `value`, for those who
 * have one.
 */
export const valuesSql = (
  tags: readonly LiveTag[],
  known: Known,
  { whom, asOf }: { readonly whom: Whom; readonly asOf: Date },
): Query => {
  const columns = tags.map((_, i) => `t${i}`);
  const outputs = tags.map(({ expression }, i) => ({ name: `t${i}`, expression }));
  const leaning = { meanings: meaningsOf(known), timeZone: known.timeZone, where: anyOf(tags) };
  const { sql, params } =
    whom.type === 'slice'
      ? compileSet({ ...leaning, outputs, source: logSource(sliceKeys(whom.slice)) })
      : compileSet({
          ...leaning,
          outputs,
          population: { sql: stagedPeople, params: {} },
          source: logSource('SELECT id_key FROM audience_keys WHERE run = {run:UUID}'),
        });
  return {
    sql: `
      SELECT {tags:Array(String)}[position] AS tag, profile_id, assumeNotNull(values[position]) AS value
      FROM (SELECT profile_id, [${columns.join(', ')}] AS values FROM (${sql}))
      ARRAY JOIN range(1, ${columns.length + 1}) AS position
      WHERE notEmpty(ifNull(values[position], ''))`,
    params: {
      ...params,
      ...(whom.type === 'slice' ? sliceParams(whom.slice) : { run: whom.run }),
      tags: tags.map(({ name }) => name),
      as_of: sqlTime(asOf),
    },
  };
};

/** Only who has any of them is of interest: where nobody has without events, other events need not be read at all. */
export const anyOf = (tags: readonly Pick<LiveTag, 'name'>[]): Expression =>
  parseExpression(tags.map(({ name }) => `has_tag(${JSON.stringify(name)})`).join(' or '));

/** The staged people who are somebody: those absorbed by another since are not. */
const stagedPeople = `
  SELECT DISTINCT ${personSql('id_key')} AS profile_id FROM identifiers
  WHERE id_key IN (SELECT id_key FROM audience_keys WHERE run = {run:UUID}) AND first_seen < {as_of:DateTime64(3, 'UTC')}`;

/**
 * Journals where the kept values differ from what holds as of T.
 *
 * Somebody absorbed by another loses their value without a word; whoever took them in had it already, as far as anybody
 * was told. Tags given by hand tell of themselves. `told` false: not the people have changed but the document.
 */
export const journalDifferences = async (
  clickhouse: ClickHouse,
  tags: readonly LiveTag[],
  known: Known,
  {
    journal,
    whom,
    asOf,
    told,
  }: { readonly journal: string; readonly whom: Whom; readonly asOf: Date; readonly told: boolean },
): Promise<void> => {
  const now = valuesSql(tags, known, { whom, asOf });
  const silent = tags.filter(({ spec }) => !told || spec.type === 'given').map(({ name }) => name);
  const staged =
    whom.type === 'touched' ? 'AND profile_id IN (SELECT profile_id FROM audience_touched WHERE run = {run:UUID})' : '';
  const within = whom.type === 'touched' ? '1' : inSlice('profile_id', whom.slice);
  const before = `
    SELECT toString(tag) AS tag, profile_id, ${personSql('profile_id')} AS heir, toString(value) AS value
    FROM (SELECT tag, profile_id, value FROM profile_tags FINAL WHERE tag IN {tags:Array(String)} ${staged})
    WHERE notEmpty(value)`;
  await clickhouse.command(
    `INSERT INTO tag_journal (run, tag, profile_id, from_value, to_value, since, silent)
     SELECT {journal:UUID}, tag, profile_id, if(notEmpty(own), own, inherited), holds, {as_of:DateTime64(3, 'UTC')},
       tag IN {silent:Array(String)} OR absorbed OR (empty(own) AND inherited = holds)
     FROM (
       SELECT tag, profile_id, max(now) AS holds, max(had) AS own, max(taken_over) AS inherited, max(gone) AS absorbed
       FROM (
         SELECT tag, profile_id, value AS now, '' AS had, '' AS taken_over, 0 AS gone FROM (${now.sql})
         UNION ALL
         SELECT tag, profile_id, '', value, '', heir != profile_id FROM (${before})
         UNION ALL
         SELECT tag, heir, '', '', value, 0 FROM (${before}) WHERE heir != profile_id)
       WHERE ${within}
       GROUP BY tag, profile_id)
     WHERE holds != own`,
    { ...now.params, journal, silent },
  );
};

/** The same for everybody, in as few slices as the memory allows. */
export const journalEverybody = async (
  clickhouse: ClickHouse,
  tags: readonly LiveTag[],
  known: Known,
  args: { readonly journal: string; readonly asOf: Date; readonly told: boolean },
): Promise<void> => {
  for (const slice of await slicesFor(clickhouse, tags.length))
    await journalDifferences(clickhouse, tags, known, { ...args, whom: { type: 'slice', slice } });
};
