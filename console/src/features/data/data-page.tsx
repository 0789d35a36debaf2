import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';
import { arrivalRanges, arrivalsQuery, type ArrivalRange } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { ArrivalsPanel } from './arrivals-panel.tsx';
import { ByNamePanel, BySourcePanel } from './breakdown-panels.tsx';
import './data.css';
import { DataTabs } from './data-tabs.tsx';
import { FirstEventPanel } from './first-event-panel.tsx';
import { RecentPanel } from './recent-panel.tsx';

const rangeOf = (text: string | null): ArrivalRange => arrivalRanges.find((range) => range === text) ?? 'day';

/** What arrives, and from where. */
export const DataPage = () => {
  const { t, format } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const range = rangeOf(search.get('range'));
  const arrivals = useQuery(arrivalsQuery(range));
  return (
    <Page
      title={t('nav.data')}
      lead={
        arrivals.data === undefined ? ' ' : t('data.lead', { n: arrivals.data.total, range: t(`data.range.${range}`) })
      }
      actions={
        <Segmented
          aria-label={t('data.range')}
          value={range}
          onChange={(value) => setSearch({ range: value }, { replace: true, preventScrollReset: true })}
          options={arrivalRanges.map((value) => ({ value, label: t(`data.range.${value}`) }))}
        />
      }
    >
      <DataTabs />
      <QueryView query={arrivals} lines={12}>
        {(data) =>
          data.byName.length === 0 && data.total === 0 && range === 'all' ? (
            <FirstEventPanel />
          ) : (
            <>
              <ArrivalsPanel arrivals={data} />
              <div className="data-columns">
                <ByNamePanel arrivals={data} />
                <BySourcePanel arrivals={data} />
              </div>
              {data.total === 0 && <FirstEventPanel />}
            </>
          )
        }
      </QueryView>
      <RecentPanel />
      <p className="quiet small">
        {arrivals.data !== undefined && t('word.updated', { when: format.time(arrivals.data.now) })}
      </p>
    </Page>
  );
};
