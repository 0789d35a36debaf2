import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CataloguesAnswer, EntriesAnswer } from '../../../../../src/profile/catalogues/schemas.ts';
import { ask } from '../../../api/client.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { EmptyNotice } from '../../../parts/empty-notice.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { type Column, RowTable } from '../../../parts/row-table.tsx';
import '../../tags/tags.css';
import '../data.css';
import { DataTabs } from '../data-tabs.tsx';

const cataloguesQuery = queryOptions({
  queryKey: ['data', 'catalogues'],
  queryFn: ({ signal }) => ask('catalogues', { path: '/api/catalogues', signal }),
});

const pageRows = 20;
const entriesQuery = (name: string, query: string, after: string) =>
  queryOptions({
    queryKey: ['data', 'catalogues', name, query, after],
    queryFn: ({ signal }) =>
      ask('entries', {
        path: `/api/catalogues/${encodeURIComponent(name)}/entries`,
        query: { query, after, limit: pageRows },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

/** Products, stores, staff: what events name by an id. */
export const CataloguesPage = () => {
  const { t } = useLanguage();
  const query = useQuery(cataloguesQuery);
  return (
    <Page
      title={t('nav.data')}
      lead={t('catalogues.lead', { example: 'count(product_viewed where product_id->category = "fridge")' })}
      actions={<Link to="/documents/Catalogue">{t('catalogues.write')}</Link>}
    >
      <DataTabs />
      <QueryView query={query} lines={10}>
        {({ catalogues }) =>
          catalogues.length === 0 ? (
            <Panel>
              <EmptyNotice title={t('catalogues.none')} hint={t('catalogues.noneHint')}>
                <Link to="/documents/Catalogue">{t('catalogues.write')}</Link>
              </EmptyNotice>
            </Panel>
          ) : (
            catalogues.map((catalogue) => <CataloguePanel key={catalogue.name} catalogue={catalogue} />)
          )
        }
      </QueryView>
    </Page>
  );
};

type Catalogue = CataloguesAnswer['catalogues'][number];

const CataloguePanel = ({ catalogue }: { readonly catalogue: Catalogue }) => {
  const { t, say, format } = useLanguage();
  const { name, title, spec, entries, updatedAt } = catalogue;
  const [text, setText] = useState('');
  const [after, setAfter] = useState('');
  const query = useQuery(entriesQuery(name, text.trim(), after));
  const changed = updatedAt === null ? '' : ` · ${t('catalogues.updated', { when: format.dateTime(updatedAt) })}`;
  return (
    <Panel
      flush
      title={
        <span className="data-name">
          {say(title)} <code className="quiet small">{name}</code>
        </span>
      }
      note={
        <>
          {t('catalogues.entries', { n: entries })}
          {changed} · {t('catalogues.leads')} <code>{spec.properties.join(', ')}</code>
        </>
      }
      extra={<Link to={`/documents/Catalogue/${name}`}>{t('tags.openDocument')}</Link>}
    >
      {entries === 0 ? (
        <EmptyNotice title={t('catalogues.empty')} hint={t('catalogues.emptyHint', { name })} />
      ) : (
        <>
          <div className="tag-people-head">
            <Input.Search
              allowClear
              aria-label={t('catalogues.search')}
              placeholder={t('catalogues.search')}
              style={{ maxWidth: 360 }}
              onSearch={(typed) => {
                setText(typed);
                setAfter('');
              }}
            />
          </div>
          <QueryView query={query} lines={8}>
            {(answer) =>
              answer.entries.length === 0 ? (
                <EmptyNotice title={t('catalogues.notFound', { query: text })} />
              ) : (
                <>
                  <Entries catalogue={catalogue} answer={answer} />
                  <div className="entry-foot">
                    <span className="small quiet">
                      {t('catalogues.shown', { shown: answer.entries.length, total: answer.total })}
                    </span>
                    {after !== '' && (
                      <Button size="small" onClick={() => setAfter('')}>
                        {t('catalogues.first')}
                      </Button>
                    )}
                    {answer.next !== null && (
                      <Button size="small" onClick={() => setAfter(answer.next ?? '')}>
                        {t('catalogues.next')}
                      </Button>
                    )}
                  </div>
                </>
              )
            }
          </QueryView>
        </>
      )}
    </Panel>
  );
};

const Entries = ({ catalogue, answer }: { readonly catalogue: Catalogue; readonly answer: EntriesAnswer }) => {
  const { say } = useLanguage();
  const attributes = Object.entries(catalogue.spec.attributes).slice(0, 6);
  const columns: readonly Column<EntriesAnswer['entries'][number]>[] = [
    { key: 'id', title: 'id', onPhone: 'head', cell: ({ id }) => <code>{id}</code> },
    ...attributes.map(([attribute, { title, type }]) => ({
      key: attribute,
      title: title === undefined ? attribute : say(title),
      ...(type === 'number' ? ({ align: 'end' } as const) : {}),
      cell: ({ attributes: own }: EntriesAnswer['entries'][number]) => own[attribute] ?? '–',
    })),
  ];
  return <RowTable label={say(catalogue.title)} columns={columns} rows={answer.entries} rowKey={({ id }) => id} />;
};
