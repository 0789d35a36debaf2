import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { ProgramAnswer } from '../../../../src/loop/schemas.ts';
import { programQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { ComparisonsPanel } from './comparisons-panel.tsx';
import { GroupsPanel } from './groups-panel.tsx';
import { HeadlineResults } from './headline-results.tsx';
import { HowItWorks } from './how-it-works.tsx';
import './programs.css';
import { RoundsPanel } from './rounds-panel.tsx';
import { RunRoundButton } from './run-round-button.tsx';

/** One program: what it earned over all rounds, its rounds, how it works. */
export const ProgramPage = () => {
  const { t, say } = useLanguage();
  const { name = '' } = useParams();
  const program = useQuery(programQuery(name));
  const data = program.data;
  return (
    <Page
      title={data === undefined ? name : say(data.title)}
      up={{ to: '/programs', label: t('programs.title') }}
      mark={data !== undefined && <StateMark state={data.state} />}
      actions={
        data !== undefined && (
          <>
            <LinkButton to={`/documents/Program/${name}`}>{t('program.document')}</LinkButton>
            {data.state === 'published' &&
              !data.rounds.some(({ state }) => state === 'running' || state === 'waiting') && (
                <RunRoundButton
                  program={name}
                  {...(data.rounds.some(({ state }) => state === 'failed') ? { label: t('run.continue') } : {})}
                />
              )}
          </>
        )
      }
    >
      <QueryView query={program} lines={14}>
        {(answer) => <ProgramBody program={answer} />}
      </QueryView>
    </Page>
  );
};

const ProgramBody = ({ program }: { readonly program: ProgramAnswer }) => {
  const { t } = useLanguage();
  const { pooled } = program;
  return (
    <>
      {pooled === null ? (
        <Panel>
          <EmptyNotice
            title={t('program.notMeasured')}
            hint={t('program.notMeasuredHint', { days: program.spec.goal.horizonDays })}
          />
        </Panel>
      ) : (
        <HeadlineResults title={t('program.pooled')} note={t('program.pooledNote')} results={pooled} />
      )}
      <RoundsPanel program={program} />
      {pooled !== null && (
        <>
          <ComparisonsPanel results={pooled} />
          <GroupsPanel results={pooled} />
        </>
      )}
      <HowItWorks program={program} />
    </>
  );
};
