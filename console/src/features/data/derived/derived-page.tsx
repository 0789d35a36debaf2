import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ask } from '../../../api/client.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { EmptyNotice } from '../../../parts/empty-notice.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import '../data.css';
import { DataTabs } from '../data-tabs.tsx';
import '../quality/quality.css';
import { DerivedPanel } from './derived-panel.tsx';

export const derivedQuery = queryOptions({
  queryKey: ['data', 'derived'],
  queryFn: ({ signal }) => ask('derived', { path: '/api/data/derived-events', signal }),
  refetchInterval: ({ state }) => (state.data?.events.some(({ job }) => job !== null) ? 1500 : 15_000),
});

/** The rules that make events from events, and what they have made. */
export const DerivedPage = () => {
  const { t } = useLanguage();
  const derived = useQuery(derivedQuery);
  return (
    <Page
      title={t('nav.data')}
      lead={t('derived.lead')}
      actions={<Link to="/documents/DerivedEvent">{t('derived.write')}</Link>}
    >
      <DataTabs />
      <QueryView query={derived} lines={10}>
        {({ events, now }) =>
          events.length === 0 ? (
            <Panel>
              <EmptyNotice title={t('derived.none')} hint={t('derived.noneHint')}>
                <Link to="/documents/DerivedEvent">{t('derived.write')}</Link>
              </EmptyNotice>
            </Panel>
          ) : (
            events.map((event) => <DerivedPanel key={event.name} event={event} now={new Date(now)} />)
          )
        }
      </QueryView>
    </Page>
  );
};
