import { useQuery } from '@tanstack/react-query';
import { useLanguage } from '../../../i18n/language.tsx';
import { EmptyNotice } from '../../../parts/empty-notice.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import '../data.css';
import { DataTabs } from '../data-tabs.tsx';
import { AlertsPanel } from './alerts-panel.tsx';
import { CoveragePanel } from './coverage-panel.tsx';
import { EventsPanel, SourcesPanel } from './health-panels.tsx';
import './quality.css';
import { qualityQuery } from './quality-queries.ts';

/** Can the data be trusted: health, alerts, coverage, bias. */
export const QualityPage = () => {
  const { t, format } = useLanguage();
  const quality = useQuery(qualityQuery);
  const { data } = quality;
  const things = data === undefined ? [] : [...data.sources, ...data.rows];
  const bad = things.filter(({ state }) => state === 'bad' || state === 'watch').length;
  const when = data?.refreshedAt ? format.ago(data.refreshedAt, new Date(data.now)) : '';
  const lead =
    data === undefined
      ? ' '
      : data.refreshedAt === null
        ? t('quality.leadNone')
        : t(bad === 0 ? 'quality.leadFine' : 'quality.lead', { bad, n: things.length, when });
  return (
    <Page title={t('nav.data')} lead={lead}>
      <DataTabs />
      <QueryView query={quality} lines={10}>
        {({ now, sources, rows, alerts }) =>
          rows.length === 0 ? (
            <Panel>
              <EmptyNotice title={t('quality.none')} hint={t('quality.noneHint')} />
            </Panel>
          ) : (
            <>
              <AlertsPanel alerts={alerts} now={new Date(now)} />
              <SourcesPanel sources={sources} now={new Date(now)} />
              <EventsPanel rows={rows} />
              <CoveragePanel />
            </>
          )
        }
      </QueryView>
    </Page>
  );
};
