import { compileSet, parseExpression } from '#documents';
import { isoTime } from '#collect';
import { type ClickHouse, type Postgres, sqlTime } from '#platform';
import { asWords, type Words } from '../../platform/schemas.ts';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';
import { peopleRows } from '../people.ts';
import { cutsHash, valuesOf } from './meaning.ts';
import { type Tag, tagExpression } from './live-tag.ts';
import type { TagAnswer, TaggedPeopleAnswer, TagFlowsAnswer, TagRow, TagWorthAnswer } from './schemas.ts';
import { readHistory, readSizes, type SizeAt } from './sizes.ts';
import { readFilled } from './state.ts';
import { valueTitle } from './tags-of-profile.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres };

/** All tags with what is kept of them. */
export const readTags = async (
  { clickhouse, postgres }: Deps,
  tags: readonly Tag[],
): Promise<readonly { readonly row: TagRow; readonly history: TagAnswer['history'] }[]> => {
  const filled = await readFilled(postgres);
  const [sizes, history] = await Promise.all([readSizes(clickhouse), readHistory(clickhouse, filled)]);
  return tags.map((tag) => {
    const noted = history.get(tag.name) ?? [];
    return {
      row: tagRow(tag, {
        sizes: sizes.get(tag.name) ?? new Map(),
        history: noted,
        since: filled.get(tag.name)?.at ?? null,
      }),
      history: noted.map(({ at, sizes: each }) => ({
        at,
        sizes: [...each].map(([value, people]) => ({ value, people })),
      })),
    };
  });
};

const tagRow = (
  tag: Tag,
  { sizes, history, since }: { sizes: ReadonlyMap<string, number>; history: readonly SizeAt[]; since: Date | null },
): TagRow => {
  const { name, title, spec } = tag;
  const values = [...new Set([...valuesOf(spec).map(({ value }) => value), ...sizes.keys()])];
  return {
    name,
    title,
    type: spec.type,
    category: spec.category === undefined ? [] : levelsOf(asWords(spec.category)),
    owner: spec.owner === undefined ? null : asWords(spec.owner),
    remark: spec.remark === undefined ? null : asWords(spec.remark),
    validDays: spec.type === 'given' ? (spec.validDays ?? null) : null,
    sizes: values.map((value) => ({ value, title: valueTitle(tag, value), people: sizes.get(value) ?? 0 })),
    people: sum(sizes.values()),
    trend: history.map(({ at, sizes: each }) => ({ at, people: sum(each.values()) })),
    since: since?.toISOString() ?? null,
  };
};

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);

/** The cuts of a ranked tag's present wording, the latest first. */
export const readCuts = async (clickhouse: ClickHouse, { name, spec }: Tag): Promise<TagAnswer['cuts']> => {
  if (spec.type !== 'ranked') return [];
  const rows = await clickhouse.query<{ at: string; cuts: number[]; people: string }>(
    `SELECT at, cuts, people FROM tag_thresholds FINAL WHERE tag = {tag:String} AND meaning = {meaning:String} ORDER BY at DESC LIMIT 24`,
    { tag: name, meaning: cutsHash(spec) },
  );
  return rows.map(({ at, cuts, people }) => ({ at: isoTime(at), cuts, people: Number(people) }));
};

/** The people who have a tag, those who came to it last first. */
export const taggedPeople = async (
  clickhouse: ClickHouse,
  { name }: Tag,
  { value, limit }: { readonly value?: string | undefined; readonly limit: number },
): Promise<TaggedPeopleAnswer> => {
  const params = { tag: name, value: value ?? '', limit };
  const kept = `SELECT profile_id, value, since FROM (SELECT profile_id, value, since FROM profile_tags FINAL WHERE tag = {tag:String})
    WHERE notEmpty(value) AND ({value:String} = '' OR value = {value:String})`;
  const [rows, total] = await Promise.all([
    clickhouse.query<{ profile_id: string; value: string; since: string }>(
      `SELECT * FROM (${kept}) ORDER BY since DESC, profile_id LIMIT {limit:UInt32}`,
      params,
    ),
    clickhouse.queryOne<{ n: string }>(`SELECT count() AS n FROM (${kept})`, params),
  ]);
  const tagged = new Map(rows.map((row) => [row.profile_id, row]));
  const people = await peopleRows(clickhouse, [...tagged.keys()]);
  return {
    people: people.map((person) => {
      const { value: has = '', since = '' } = tagged.get(person.profileId) ?? {};
      return { ...person, value: has, since: isoTime(since) };
    }),
    total: Number(total?.n ?? 0),
  };
};

/**
 * How people went between the values from date to date: the tag as of each, worked out from the log in one pass, so that it
 * also tells of the time before the tag was published.
 */
export const readFlows = async (
  clickhouse: ClickHouse,
  { name }: Tag,
  { known, dates }: { readonly known: Known; readonly dates: readonly Date[] },
): Promise<TagFlowsAnswer> => {
  const { sql, params } = compileSet({
    outputs: [{ name: 'tag_value', expression: tagExpression(name) }],
    where: parseExpression(`has_tag(${JSON.stringify(name)})`),
    dates: 'many',
    source: logSource(),
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
  });
  const rows = await clickhouse.query<{ step: number; from_value: string; to_value: string; people: string }>(
    `SELECT step, path[step] AS from_value, path[step + 1] AS to_value, count() AS people
     FROM (
       SELECT arrayMap(date -> at[toUnixTimestamp64Milli(date)], {as_of_dates:Array(DateTime64(3, 'UTC'))}) AS path
       FROM (
         SELECT mapFromArrays(groupArray(toUnixTimestamp64Milli(as_of)), groupArray(assumeNotNull(tag_value))) AS at
         FROM (${sql}) WHERE tag_value IS NOT NULL GROUP BY profile_id))
     ARRAY JOIN range(1, length(path)) AS step
     WHERE notEmpty(from_value) OR notEmpty(to_value)
     GROUP BY step, from_value, to_value ORDER BY step, from_value, to_value`,
    { ...params, as_of_dates: dates.map(sqlTime) },
  );
  return {
    dates: dates.map((date) => date.toISOString()),
    flows: rows.map(({ step, from_value, to_value, people }) => ({
      step: Number(step) - 1,
      from: from_value || null,
      to: to_value || null,
      people: Number(people),
    })),
  };
};

/** What a ranked tag's number comes to per value as of a time. */
export const readWorth = async (
  clickhouse: ClickHouse,
  { name, spec }: Tag,
  { known, asOf }: { readonly known: Known; readonly asOf: Date },
): Promise<TagWorthAnswer> => {
  if (spec.type !== 'ranked') return { asOf: asOf.toISOString(), values: [] };
  const { sql, params } = compileSet({
    outputs: [
      { name: 'tag_value', expression: tagExpression(name) },
      { name: 'ranked_by', expression: parseExpression(spec.by) },
    ],
    where: parseExpression(`has_tag(${JSON.stringify(name)})`),
    source: logSource(),
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
  });
  const rows = await clickhouse.query<{ value: string; people: string; total: number; mean: number; middle: number }>(
    `SELECT tag_value AS value, count() AS people, sum(assumeNotNull(ranked_by)) AS total, avg(assumeNotNull(ranked_by)) AS mean,
       quantileExact(assumeNotNull(ranked_by)) AS middle
     FROM (${sql}) GROUP BY value`,
    { ...params, as_of: sqlTime(asOf) },
  );
  const order = valuesOf(spec).map(({ value }) => value);
  return {
    asOf: asOf.toISOString(),
    values: rows
      .map((row) => ({
        value: row.value,
        people: Number(row.people),
        sum: row.total,
        mean: row.mean,
        median: row.middle,
      }))
      .toSorted((a, b) => order.indexOf(a.value) - order.indexOf(b.value)),
  };
};

/** `{ zh: 价值/等级, en: Value/Tier }` level by level. */
const levelsOf = ({ zh, en }: Words): Words[] => {
  const english = en.split('/').map((level) => level.trim());
  return zh.split('/').map((level, i) => ({ zh: level.trim(), en: english[i] ?? level.trim() }));
};
