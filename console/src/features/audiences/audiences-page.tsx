import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { AudiencesAnswer } from '../../../../src/profile/live/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { PeopleTabs } from '../people/people-tabs.tsx';
import './audiences.css';
import { audiencesQuery } from './audience-queries.ts';
import { OverlapPanel } from './overlap-panel.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { Sparkline } from './sparkline.tsx';

const builderId = 'audience-builder';
/** The list above it may be long. */
const goToBuilder = (): void => {
  const builder = document.getElementById(builderId);
  builder?.scrollIntoView({ block: 'start' });
  builder?.focus({ preventScroll: true });
};

/** All audiences: how many are in each, and what they share. */
export const AudiencesPage = () => {
  const { t } = useLanguage();
  const query = useQuery(audiencesQuery);
  return (
    <Page
      title={t('nav.people')}
      lead={t('audience.lead')}
      actions={
        <>
          <Button onClick={goToBuilder}>{t('audience.new')}</Button>
          <Link to="/documents/Audience">{t('audience.toDocuments')}</Link>
        </>
      }
    >
      <PeopleTabs />
      <QueryView query={query} lines={12}>
        {({ audiences, freshTo }) => (
          <div className="stack">
            <List audiences={audiences} freshTo={freshTo} />
            <div id={builderId} className="audience-builder" tabIndex={-1}>
              <PreviewPanel />
            </div>
            {audiences.length > 1 && <OverlapPanel audiences={audiences} />}
          </div>
        )}
      </QueryView>
    </Page>
  );
};

type Row = AudiencesAnswer['audiences'][number];

const List = ({ audiences, freshTo }: Pick<AudiencesAnswer, 'audiences' | 'freshTo'>) => {
  const { t, say, format } = useLanguage();
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      title: t('audience.name'),
      onPhone: 'head',
      cell: ({ name, title, condition }) => (
        <div className="audience-name">
          <Link to={`/people/audiences/${encodeURIComponent(name)}`}>{say(title)}</Link>
          <code className="audience-condition quiet" title={condition}>
            {condition}
          </code>
        </div>
      ),
    },
    {
      key: 'size',
      title: t('audience.size'),
      align: 'end',
      cell: ({ size }) => <strong className="audience-size">{format.number(size)}</strong>,
    },
    { key: 'trend', title: t('audience.trend'), cell: ({ trend }) => <Sparkline values={trend} />, onPhone: 'hidden' },
    { key: 'kind', title: t('audience.kind'), cell: ({ refresh }) => t(`audience.${refresh}`) },
    {
      key: 'changed',
      title: t('audience.changed'),
      align: 'end',
      cell: ({ changedAt }) => (changedAt === null ? '–' : format.dateTime(changedAt)),
    },
  ];
  return (
    <Panel
      flush
      title={t('audience.all')}
      note={freshTo === null ? t('audience.notYet') : t('audience.freshTo', { when: format.dateTime(freshTo) })}
    >
      {audiences.length === 0 ? (
        <EmptyNotice title={t('audience.none')} hint={t('audience.noneHint')}>
          <Link to="/documents/Audience">{t('audience.toDocuments')}</Link>
        </EmptyNotice>
      ) : (
        <RowTable label={t('audience.all')} columns={columns} rows={audiences} rowKey={({ name }) => name} />
      )}
    </Panel>
  );
};
