import { compileSet } from '#documents';
import { type ClickHouse, sqlTime } from '#platform';
import type { Words } from '../../platform/schemas.ts';
import { type Known, meaningsOf } from '../known.ts';
import { logSource } from '../log-source.ts';
import { readBelongingOf } from '../passes/by-person.ts';
import { type Tag, tagExpression } from './live-tag.ts';
import { valuesOf } from './meaning.ts';
import type { PersonTag } from './schemas.ts';

/**
 * The tags a person has as of a time, worked out from their own events there and then, so that what was set a moment ago is
 * there. Since when is known as far as the passes have noted it.
 * @param keys all keys of the person, see `keysOfProfile`
 */
export const tagsOfProfile = async (
  clickhouse: ClickHouse,
  { profileId, keys }: { readonly profileId: string; readonly keys: readonly string[] },
  { tags, known, asOf }: { readonly tags: readonly Tag[]; readonly known: Known; readonly asOf: Date },
): Promise<readonly PersonTag[]> => {
  if (tags.length === 0) return [];
  const { sql, params } = compileSet({
    outputs: tags.map(({ name }, i) => ({ name: `t${i}`, expression: tagExpression(name) })),
    population: { sql: 'SELECT {profile:UInt64} AS profile_id', params: { profile: profileId } },
    source: logSource('SELECT arrayJoin({keys:Array(UInt64)})'),
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
  });
  const [row, kept] = await Promise.all([
    clickhouse.queryOne<Record<string, string | null>>(sql, { ...params, keys, as_of: sqlTime(asOf) }),
    readBelongingOf(clickhouse, profileId),
  ]);
  const since = new Map(kept.tags.map((each) => [`${each.name} ${each.value}`, each.since]));
  return tags.flatMap((tag, i) => {
    const value = row?.[`t${i}`] ?? null;
    if (value === null) return [];
    return [
      {
        tag: tag.name,
        title: tag.title,
        type: tag.spec.type,
        value,
        valueTitle: valueTitle(tag, value),
        since: since.get(`${tag.name} ${value}`) ?? null,
      },
    ];
  });
};

/** What people call a value; without a title it speaks for itself, and a plain tag by its own name. */
export const valueTitle = ({ title, spec }: Tag, value: string): Words =>
  valuesOf(spec).find((each) => each.value === value)?.title ??
  (value === 'true' && spec.type === 'given' ? title : { zh: value, en: value });
