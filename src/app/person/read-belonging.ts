import { isoTime } from '#collect';
import type { ClickHouse } from '#platform';
import { audiencesOfPerson, valueTitle } from '#profile';
import type { PersonTitles } from './person-titles.ts';
import type { PersonAnswer } from './schemas.ts';

type Belonging = Pick<PersonAnswer, 'tags' | 'audiences'>;

/**
 * The tags a person has and the audiences they are in, as the passes of every few seconds keep them: two small reads, where
 * working them out anew reads all of the person's events.
 */
export const readBelonging = async (
  clickhouse: ClickHouse,
  profileId: string,
  titles: PersonTitles,
): Promise<Belonging> => {
  const [tags, audiences] = await Promise.all([
    clickhouse.query<{ tag: string; value: string; since: string }>(
      `SELECT tag, argMax(value, version) AS value, argMax(since, version) AS since FROM profile_tags
       WHERE profile_id = {profileId:UInt64} GROUP BY tag HAVING notEmpty(value) ORDER BY tag`,
      { profileId },
    ),
    audiencesOfPerson(clickhouse, profileId),
  ]);
  return {
    tags: tags.flatMap(({ tag: name, value, since }) => {
      const tag = titles.tags.get(name);
      // withdrawn since
      if (tag === undefined) return [];
      const { title } = tag;
      return [
        { tag: name, title, type: tag.spec.type, value, valueTitle: valueTitle(tag, value), since: isoTime(since) },
      ];
    }),
    audiences: audiences.map(({ name, since }) => ({ name, title: titles.title('Audience', name), since })),
  };
};
