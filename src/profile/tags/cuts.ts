import { check, compileSet, expand, parseExpression, walk } from '#documents';
import { type ClickHouse, sqlTime, startOf } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { cutsHash, topsOf } from './meaning.ts';
import type { Tag } from './live-tag.ts';
import type { TagSpec } from './schemas.ts';

type RankedSpec = Extract<TagSpec, { type: 'ranked' }>;
export type RankedTag = Tag & { readonly spec: RankedSpec };
export const isRanked = (tag: Tag): tag is RankedTag => tag.spec.type === 'ranked';

/** So many periods back a new tag's cuts are computed, so that it can be asked about the past. */
const periodsBack = 12;

/**
 * Computes the cuts of ranked tags where a new period has begun, or none were ever computed of this wording. All from
 * events before their time alone. One that ranks by another tag comes after it. Answers the names of those with new cuts.
 */
export const refreshCuts = async (
  clickhouse: ClickHouse,
  tags: readonly Tag[],
  known: Known,
  now: Date,
): Promise<readonly string[]> => {
  const ranked = tags.filter(isRanked);
  if (ranked.length === 0) return [];
  const last = await lastComputed(clickhouse, ranked);
  const changed: string[] = [];
  for (const tag of leanedOnFirst(ranked, known)) {
    const dates = datesDue(tag.spec, { last: last.get(tag.name), now, timeZone: known.timeZone });
    if (dates.length === 0) continue;
    await computeCuts(clickhouse, tag, { known, dates, now });
    changed.push(tag.name);
  }
  return changed;
};

/** The beginnings of periods whose cuts are not there; for a new tag also this moment, so that it says something at once. */
export const datesDue = (
  { every }: Pick<RankedSpec, 'every'>,
  { last, now, timeZone }: { readonly last: Date | undefined; readonly now: Date; readonly timeZone: string },
): readonly Date[] => {
  const starts = Array.from({ length: periodsBack + 1 }, (_, i) => startOf(every, now, timeZone, periodsBack - i));
  // cuts hold after their time, not at it
  return last === undefined
    ? [...starts.filter((start) => start < now), new Date(now.getTime() - 1)]
    : starts.filter((start) => start > last && start < now);
};

const lastComputed = async (clickhouse: ClickHouse, tags: readonly RankedTag[]): Promise<ReadonlyMap<string, Date>> => {
  const rows = await clickhouse.query<{ tag: string; at: number }>(
    `SELECT tag, toUnixTimestamp64Milli(max(at)) AS at FROM tag_thresholds
     WHERE (tag, meaning) IN arrayZip({tags:Array(String)}, {meanings:Array(String)}) GROUP BY tag`,
    { tags: tags.map(({ name }) => name), meanings: tags.map(({ spec }) => cutsHash(spec)) },
  );
  return new Map(rows.map(({ tag, at }) => [tag, new Date(Number(at))]));
};

/**
 * Of n people in order of their number, the best first, the cut for a share s is the number of the one at place ⌈s n⌉; who ties
 * with them is above the cut, too. Where nobody is ranked there is no row, and the cuts before go on.
 */
const computeCuts = (
  clickhouse: ClickHouse,
  { name, spec }: RankedTag,
  { known, dates, now }: { readonly known: Known; readonly dates: readonly Date[]; readonly now: Date },
): Promise<void> => {
  const { sql, params } = compileSet({
    outputs: [{ name: 'ranked_by', expression: parseExpression(spec.by) }],
    ...(spec.among === undefined ? {} : { where: parseExpression(spec.among) }),
    dates: 'many',
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
  });
  return clickhouse.command(
    `INSERT INTO tag_thresholds (tag, meaning, at, cuts, people, computed_at)
     SELECT {tag:String}, {meaning:String}, as_of,
       arrayMap(top -> sorted[greatest(1, toUInt64(ceil(length(sorted) * top - 1e-9)))], {tops:Array(Float64)}),
       length(sorted), {now:DateTime64(3, 'UTC')}
     FROM (
       SELECT as_of, arrayReverseSort(groupArray(assumeNotNull(ranked_by))) AS sorted
       FROM (${sql}) WHERE ranked_by IS NOT NULL GROUP BY as_of)`,
    {
      ...params,
      tag: name,
      meaning: cutsHash(spec),
      tops: topsOf(spec),
      now: sqlTime(now),
      as_of_dates: dates.map(sqlTime),
    },
  );
};

/** Tags that another ranks by come before it. There are no circles: publishing refuses them. */
const leanedOnFirst = (tags: readonly RankedTag[], known: Known): readonly RankedTag[] => {
  const sorted = new Set<RankedTag>();
  const visit = (tag: RankedTag): void => {
    const own = tagsRankedBy(tag.spec, known);
    for (const other of tags) if (other !== tag && own.has(other.name) && !sorted.has(other)) visit(other);
    sorted.add(tag);
  };
  for (const tag of tags) visit(tag);
  return [...sorted];
};

/** The ranked tags that its expressions lean on, through whatever audiences and tags. */
const tagsRankedBy = ({ by, among }: RankedSpec, known: Known): ReadonlySet<string> => {
  const names = [by, ...(among === undefined ? [] : [among])].flatMap((written) => {
    const { typed } = check(parseExpression(written));
    if (typed === null) return [];
    return [...walk(expand(typed, meaningsOf(known)))].flatMap((node) => (node.type === 'level' ? [node.tag] : []));
  });
  return new Set(names);
};
