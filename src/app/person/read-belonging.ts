import type { ClickHouse } from '#platform';
import { readBelongingOf, valueTitle } from '#profile';
import type { PersonTitles } from './person-titles.ts';
import type { PersonAnswer } from './schemas.ts';

type Belonging = Pick<PersonAnswer, 'tags' | 'audiences'>;

/**
 * The tags a person has and the audiences they are in, as the passes of every few seconds keep them: one small read, where
 * working them out anew reads all of the person's events.
 */
export const readBelonging = async (
  clickhouse: ClickHouse,
  profileId: string,
  titles: PersonTitles,
): Promise<Belonging> => {
  const { audiences, tags } = await readBelongingOf(clickhouse, profileId);
  return {
    tags: tags.flatMap(({ name, value, since }) => {
      const tag = titles.tags.get(name);
      // withdrawn since
      if (tag === undefined) return [];
      const { title } = tag;
      return [{ tag: name, title, type: tag.spec.type, value, valueTitle: valueTitle(tag, value), since }];
    }),
    audiences: audiences.map(({ name, since }) => ({ name, title: titles.title('Audience', name), since })),
  };
};
