import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link, useParams } from 'react-router';
import type { AudienceAnswer } from '../../../../src/profile/live/schemas.ts';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import './audiences.css';
import { audienceQuery, audiencesQuery, freezeAudience } from './audience-queries.ts';
import { ExportPanel } from './export-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { SamplePanel } from './sample-panel.tsx';

/** One audience: what it means, how many, how it went, who and why, and its way out. */
export const AudiencePage = () => {
  const { t, say } = useLanguage();
  const { name = '' } = useParams();
  const query = useQuery(audienceQuery(name));
  const all = useQuery(audiencesQuery);
  return (
    <Page
      title={query.data === undefined ? name : say(query.data.title)}
      lead={query.data?.remark ? say(query.data.remark) : undefined}
      up={{ to: '/people/audiences', label: t('people.tab.audiences') }}
      actions={<FreezeButton name={name} />}
    >
      <QueryView query={query} lines={14}>
        {(audience) => (
          <div className="stack">
            <Meaning audience={audience} />
            {audience.refresh === 'live' && <HistoryPanel name={name} />}
            <SamplePanel name={name} />
            {audience.freezes.length > 0 && <Freezes freezes={audience.freezes} />}
            <ExportPanel name={name} smallest={all.data?.smallest ?? 20} webhooks={audience.webhooks} />
          </div>
        )}
      </QueryView>
    </Page>
  );
};

const Meaning = ({ audience }: { readonly audience: AudienceAnswer }) => {
  const { t, format } = useLanguage();
  const { name, size, refresh, changedAt, condition, freezes } = audience;
  const never = refresh === 'snapshot' && freezes.length === 0;
  return (
    <Panel extra={<Link to={`/documents/Audience/${encodeURIComponent(name)}`}>{t('audience.edit')}</Link>}>
      <Facts
        facts={[
          {
            label: t('audience.size'),
            value: never ? '–' : format.number(size),
            ...(never ? { note: t('audience.neverFrozen') } : {}),
          },
          { label: t('audience.kind'), value: t(`audience.${refresh}`), note: t(`audience.${refresh}Note`) },
          { label: t('audience.changed'), value: changedAt === null ? '–' : format.dateTime(changedAt) },
        ]}
      />
      <pre className="audience-meaning">
        <code>{condition}</code>
      </pre>
    </Panel>
  );
};

const FreezeButton = ({ name }: { readonly name: string }) => {
  const { t, say, format } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const freeze = useMutation({
    mutationFn: () => freezeAudience(name, ''),
    onSuccess: async ({ size }) => {
      void message.success(t('audience.frozenNow', { n: format.number(size) }));
      await client.invalidateQueries({ queryKey: ['audiences'] });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message),
  });
  return (
    <Button loading={freeze.isPending} onClick={() => freeze.mutate()}>
      {t('audience.freeze')}
    </Button>
  );
};

const Freezes = ({ freezes }: Pick<AudienceAnswer, 'freezes'>) => {
  const { t, format } = useLanguage();
  return (
    <Panel title={t('audience.freezes')} note={t('audience.freezesNote')}>
      <ul className="audience-freezes">
        {freezes.map(({ frozenAt, name, size, madeBy }) => (
          <li key={frozenAt}>
            <span>
              {format.dateTime(frozenAt)} {name}
            </span>
            <span className="small quiet">
              {format.number(size)} · {madeBy}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
