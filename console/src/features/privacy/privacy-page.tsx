import { useQuery } from '@tanstack/react-query';
import type { PrivacyAnswer, PrivacyRequest } from '../../../../src/app/erasure/schemas.ts';
import { meQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { PeopleTabs } from '../people/people-tabs.tsx';
import { AskPanel } from './ask-panel.tsx';
import { privacyQuery } from './privacy-queries.ts';
import '../../parts/mark.css';
import './privacy.css';

/** Requests of people about their own data, and what keeps the forgotten ones out. */
export const PrivacyPage = () => {
  const { t } = useLanguage();
  const query = useQuery(privacyQuery);
  const owner = useQuery(meQuery).data?.user.role === 'owner';
  return (
    <Page title={t('nav.people')} lead={t('privacy.lead')}>
      <PeopleTabs />
      <QueryView query={query} lines={10}>
        {(answer) => (
          <div className="stack">
            <Figures answer={answer} />
            <AskPanel owner={owner} />
            <Requests requests={answer.requests} />
          </div>
        )}
      </QueryView>
    </Page>
  );
};

const Figures = ({ answer }: { readonly answer: PrivacyAnswer }) => {
  const { t, format } = useLanguage();
  const open = answer.requests.filter(({ state }) => state !== 'done' && state !== 'failed').length;
  const turnedAway = answer.turnedAway.reduce((sum, { events }) => sum + events, 0);
  return (
    <Panel>
      <Facts
        facts={[
          { label: t('privacy.open'), value: format.number(open) },
          { label: t('privacy.tombstones'), value: format.number(answer.tombstones) },
          {
            label: t('privacy.turnedAway'),
            value: format.number(turnedAway),
            note: answer.turnedAway.map(({ source, events }) => `${source} ${format.number(events)}`).join(' · '),
          },
        ]}
      />
    </Panel>
  );
};

const Requests = ({ requests }: { readonly requests: readonly PrivacyRequest[] }) => {
  const { t, format } = useLanguage();
  const columns: readonly Column<PrivacyRequest>[] = [
    { key: 'kind', title: t('privacy.kind'), onPhone: 'head', cell: ({ kind }) => t(`privacy.kind.${kind}`) },
    { key: 'state', title: t('privacy.state'), cell: (request) => <State request={request} /> },
    {
      key: 'at',
      title: t('privacy.askedAt'),
      cell: ({ askedAt }) => <span className="nowrap">{format.dateTime(askedAt)}</span>,
    },
    { key: 'by', title: t('privacy.askedBy'), cell: ({ askedBy }) => askedBy },
    {
      key: 'rows',
      title: t('privacy.rows'),
      align: 'end',
      cell: ({ kind, figures }) =>
        kind === 'access' ? '' : format.number(Object.values(figures).reduce((sum, rows) => sum + rows, 0)),
    },
  ];
  return (
    <Panel title={t('privacy.requests')} flush>
      {requests.length === 0 ? (
        <EmptyNotice title={t('privacy.noRequests')} hint={t('privacy.noRequestsHint')} />
      ) : (
        <RowTable
          label={t('privacy.requests')}
          columns={columns}
          rows={requests}
          rowKey={({ id }) => id}
          expanded={(request) => <Detail request={request} />}
        />
      )}
    </Panel>
  );
};

const State = ({ request: { state } }: { readonly request: PrivacyRequest }) => {
  const { t } = useLanguage();
  const tone = state === 'done' ? 'ok' : state === 'failed' ? 'broken' : state === 'waiting' ? 'quiet' : 'primary';
  const runs = state === 'erasing' || state === 'wiping';
  return (
    <span className={`mark mark-${tone}`}>
      <span className={runs ? 'mark-dot mark-dot-running' : 'mark-dot'} aria-hidden="true" />
      {t(`privacy.state.${state}`)}
    </span>
  );
};

const Detail = ({ request }: { readonly request: PrivacyRequest }) => {
  const { t, format } = useLanguage();
  return (
    <dl className="privacy-detail">
      <div>
        <dt>{t('privacy.number')}</dt>
        <dd>
          <code className="small">{request.id}</code>
        </dd>
      </div>
      {Object.entries(request.figures).map(([table, rows]) => (
        <div key={table}>
          <dt>
            <code className="small">{table}</code>
          </dt>
          <dd>{format.number(rows)}</dd>
        </div>
      ))}
      {request.left.length > 0 && (
        <div>
          <dt>{t('privacy.left')}</dt>
          <dd>{request.left.join('; ')}</dd>
        </div>
      )}
    </dl>
  );
};
