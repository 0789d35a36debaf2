import { useQuery } from '@tanstack/react-query';
import { planQuery } from '../../../api/queries.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { EmptyNotice } from '../../../parts/empty-notice.tsx';
import { LinkButton } from '../../../parts/link-button.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import '../data.css';
import { DataTabs } from '../data-tabs.tsx';
import { DefinedPanel } from './defined-panel.tsx';
import { DiscoveredPanel } from './discovered-panel.tsx';
import './plan.css';

/** The tracking plan: what should arrive, what does, and what nobody has defined yet. */
export const PlanPage = () => {
  const { t } = useLanguage();
  const plan = useQuery(planQuery);
  return (
    <Page
      title={t('plan.tab')}
      lead={
        plan.data === undefined
          ? ' '
          : t('plan.lead', { defined: plan.data.defined.length, discovered: plan.data.discovered.length })
      }
      actions={<LinkButton to="/documents/TrackingPlan">{t('plan.defaults')}</LinkButton>}
    >
      <DataTabs />
      <QueryView query={plan} lines={12}>
        {(data) => (
          <>
            {data.defined.length === 0 ? (
              <Panel>
                <EmptyNotice title={t('plan.definedNone')} hint={t('plan.definedNoneHint')} />
              </Panel>
            ) : (
              <DefinedPanel plan={data} />
            )}
            <DiscoveredPanel plan={data} />
          </>
        )}
      </QueryView>
    </Page>
  );
};
