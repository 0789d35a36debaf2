import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { PeopleAnswer } from '../../../../src/profile/schemas.ts';
import { peopleQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { IdentifierChip } from './identifier-chip.tsx';
import { PeopleTabs } from './people-tabs.tsx';
import './people.css';
import { personName, tellingFirst } from './person-name.ts';

type Person = PeopleAnswer['people'][number];

/** Find somebody by any id; without one, those seen last. */
export const PeoplePage = () => {
  const { t } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('query') ?? '';
  const people = useQuery(peopleQuery(asked));
  return (
    <Page title={t('nav.people')} lead={t('people.lead')}>
      <PeopleTabs />
      <SearchForm key={asked} asked={asked} onAsk={(query) => setSearch(query === '' ? {} : { query })} />
      <QueryView query={people} lines={10}>
        {(data) =>
          data.people.length > 0 ? (
            <Panel title={asked === '' ? t('people.latest') : t('people.found', { n: data.people.length })} flush>
              <PeopleTable people={data.people} />
            </Panel>
          ) : (
            <Panel>
              {asked === '' ? (
                <EmptyNotice title={t('people.nobodyYet')} hint={t('people.nobodyYetHint')}>
                  <Link to="/data">{t('people.toData')}</Link>
                </EmptyNotice>
              ) : (
                <EmptyNotice title={t('people.notFound', { query: asked })} hint={t('people.notFoundHint')} />
              )}
            </Panel>
          )
        }
      </QueryView>
    </Page>
  );
};

const SearchForm = ({ asked, onAsk }: { readonly asked: string; readonly onAsk: (query: string) => void }) => {
  const { t } = useLanguage();
  const [text, setText] = useState(asked);
  return (
    <form
      role="search"
      className="people-search"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(text.trim());
      }}
    >
      <Input
        size="large"
        allowClear
        value={text}
        onChange={(event) => setText(event.target.value)}
        onClear={() => onAsk('')}
        aria-label={t('nav.searchPeople')}
        placeholder={t('nav.searchHint')}
        prefix={<SearchOutlined aria-hidden="true" />}
      />
      <Button size="large" type="primary" htmlType="submit">
        {t('people.search')}
      </Button>
    </form>
  );
};

const shownIds = 3;

const PeopleTable = ({ people }: { readonly people: readonly Person[] }) => {
  const { t, format } = useLanguage();
  const columns: readonly Column<Person>[] = [
    {
      key: 'name',
      title: t('people.person'),
      onPhone: 'head',
      cell: ({ profileId, name, ids }) => (
        <Link to={`/people/${profileId}`} className="people-name">
          {personName({ name, ids }) ?? t('people.unnamed')}
        </Link>
      ),
    },
    {
      key: 'ids',
      title: t('people.ids'),
      onPhone: 'bare',
      cell: ({ ids }) => (
        <span className="ids">
          {tellingFirst(ids)
            .slice(0, shownIds)
            .map((identifier) => (
              <IdentifierChip key={`${identifier.type}:${identifier.value}`} identifier={identifier} />
            ))}
          {ids.length > shownIds && (
            <span className="quiet small">{t('people.moreIds', { n: ids.length - shownIds })}</span>
          )}
        </span>
      ),
    },
    { key: 'events', title: t('people.events'), align: 'end', cell: ({ events }) => format.number(events) },
    { key: 'first', title: t('people.firstSeen'), align: 'end', cell: ({ firstSeen }) => format.date(firstSeen) },
    { key: 'last', title: t('people.lastSeen'), align: 'end', cell: ({ lastSeen }) => format.dateTime(lastSeen) },
  ];
  return <RowTable label={t('nav.people')} columns={columns} rows={people} rowKey={({ profileId }) => profileId} />;
};
