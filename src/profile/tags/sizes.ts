import { compileSet } from '#documents';
import { isoTime } from '#collect';
import { type ClickHouse, sqlTime, startOf } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';
import { anyOf } from './differences.ts';
import type { LiveTag } from './live-tag.ts';

/** So many Mondays of the past are counted when a tag is new, so that its trend begins before it did. */
const weeksBack = 12;

/** Keeps the present sizes as those of this hour; a value noted in this hour that nobody has any more becomes 0. */
export const noteSizes = (clickhouse: ClickHouse, tags: readonly LiveTag[], now: Date): Promise<void> =>
  clickhouse.command(
    `INSERT INTO tag_sizes (tag, meaning, at, value, people, noted_at)
     SELECT tag, {meanings:Array(String)}[indexOf({tags:Array(String)}, tag)], toStartOfHour({now:DateTime64(3, 'UTC')}), value,
       sum(one), {now:DateTime64(3, 'UTC')}
     FROM (
       SELECT toString(tag) AS tag, toString(value) AS value, 1 AS one
       FROM (SELECT tag, value FROM profile_tags FINAL WHERE tag IN {tags:Array(String)}) WHERE notEmpty(value)
       UNION ALL
       SELECT toString(tag), toString(value), 0 FROM tag_sizes
       WHERE (tag, meaning) IN arrayZip({tags:Array(String)}, {meanings:Array(String)})
         AND at = toStartOfHour({now:DateTime64(3, 'UTC')}))
     GROUP BY tag, value`,
    { tags: tags.map(({ name }) => name), meanings: tags.map(({ hash }) => hash), now: sqlTime(now) },
  );

/** What the sizes of tags were as of some Mondays before they were published, out of one pass over the log. */
export const notePast = async (
  clickhouse: ClickHouse,
  tags: readonly LiveTag[],
  known: Known,
  now: Date,
): Promise<void> => {
  if (tags.length === 0) return;
  const dates = Array.from({ length: weeksBack }, (_, i) => startOf('week', now, known.timeZone, weeksBack - i - 1));
  const { sql, params } = compileSet({
    outputs: tags.map(({ expression }, i) => ({ name: `t${i}`, expression })),
    where: anyOf(tags),
    dates: 'many',
    source: logSource(),
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
  });
  await clickhouse.command(
    `INSERT INTO tag_sizes (tag, meaning, at, value, people, noted_at)
     SELECT {tags:Array(String)}[position], {meanings:Array(String)}[position], as_of, value, count(), {now:DateTime64(3, 'UTC')}
     FROM (
       SELECT as_of, position, assumeNotNull(values[position]) AS value
       FROM (SELECT as_of, [${tags.map((_, i) => `t${i}`).join(', ')}] AS values FROM (${sql}))
       ARRAY JOIN range(1, ${tags.length + 1}) AS position
       WHERE notEmpty(ifNull(values[position], '')))
     GROUP BY position, as_of, value`,
    {
      ...params,
      tags: tags.map(({ name }) => name),
      meanings: tags.map(({ hash }) => hash),
      now: sqlTime(now),
      as_of_dates: dates.filter((date) => date < now).map(sqlTime),
    },
  );
};

export type SizeAt = { readonly at: string; readonly sizes: ReadonlyMap<string, number> };

/** How many have each value now. */
export const readSizes = async (clickhouse: ClickHouse): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> => {
  const rows = await clickhouse.query<{ tag: string; value: string; people: string }>(
    `SELECT tag, value, count() AS people FROM (SELECT tag, value FROM profile_tags FINAL) WHERE notEmpty(value)
     GROUP BY tag, value ORDER BY tag, people DESC, value`,
  );
  const found = new Map<string, Map<string, number>>();
  for (const { tag, value, people } of rows)
    found.set(tag, (found.get(tag) ?? new Map<string, number>()).set(value, Number(people)));
  return found;
};

/** The noted sizes of a tag's present meaning, the earliest first; of each day the last. */
export const readHistory = async (
  clickhouse: ClickHouse,
  filled: ReadonlyMap<string, { readonly hash: string }>,
): Promise<ReadonlyMap<string, readonly SizeAt[]>> => {
  const tags = [...filled.keys()];
  const rows = await clickhouse.query<{ tag: string; at: string; value: string; people: string }>(
    `SELECT tag, toString(at) AS at, value, people FROM tag_sizes FINAL
     WHERE (tag, meaning) IN arrayZip({tags:Array(String)}, {meanings:Array(String)})
       AND (tag, meaning, tag_sizes.at) IN (SELECT tag, meaning, max(at) FROM tag_sizes GROUP BY tag, meaning, toDate(at))
     ORDER BY tag, tag_sizes.at, value`,
    { tags, meanings: tags.map((tag) => filled.get(tag)?.hash ?? '') },
  );
  const found = new Map<string, SizeAt[]>();
  for (const { tag, at, value, people } of rows) {
    const own = found.get(tag) ?? [];
    found.set(tag, own);
    const time = isoTime(at);
    const last = own.at(-1);
    if (last?.at === time) own[own.length - 1] = { at: time, sizes: new Map([...last.sizes, [value, Number(people)]]) };
    else own.push({ at: time, sizes: new Map([[value, Number(people)]]) });
  }
  return found;
};
