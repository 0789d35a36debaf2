import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { TaggedPeopleAnswer, TagRow } from '../../../../src/profile/tags/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { personName } from '../people/person-name.ts';
import { tagPeopleQuery } from './tag-queries.ts';

type Person = TaggedPeopleAnswer['people'][number];

/** The people with a tag, or with one of its values. */
export const TaggedPeople = ({ tag }: { readonly tag: TagRow }) => {
  const { t, say, format } = useLanguage();
  const [value, setValue] = useState('');
  const query = useQuery(tagPeopleQuery(tag.name, value === '' ? undefined : value));
  const columns: readonly Column<Person>[] = [
    {
      key: 'name',
      title: t('people.person'),
      onPhone: 'head',
      cell: (person) => (
        <Link to={`/people/${person.profileId}`} className="people-name">
          {personName(person) ?? t('people.unnamed')}
        </Link>
      ),
    },
    {
      key: 'value',
      title: t('tags.value'),
      cell: (person) => {
        const title = tag.sizes.find((each) => each.value === person.value)?.title;
        return title === undefined ? person.value : say(title);
      },
    },
    { key: 'since', title: t('tags.since'), align: 'end', cell: ({ since }) => format.dateTime(since) },
    { key: 'last', title: t('people.lastSeen'), align: 'end', cell: ({ lastSeen }) => format.dateTime(lastSeen) },
  ];
  return (
    <Panel
      flush
      title={t('tags.whose')}
      note={
        query.data === undefined
          ? undefined
          : t('tags.more', { shown: query.data.people.length, total: query.data.total })
      }
      extra={
        <Select
          aria-label={t('tags.value')}
          value={value}
          onChange={setValue}
          popupMatchSelectWidth={false}
          options={[
            { value: '', label: t('tags.allValues') },
            ...tag.sizes.map((each) => ({ value: each.value, label: say(each.title) })),
          ]}
        />
      }
    >
      <QueryView query={query} lines={5}>
        {({ people }) =>
          people.length === 0 ? (
            <EmptyNotice title={t('tags.nobody')} />
          ) : (
            <RowTable label={t('tags.whose')} columns={columns} rows={people} rowKey={({ profileId }) => profileId} />
          )
        }
      </QueryView>
    </Panel>
  );
};
