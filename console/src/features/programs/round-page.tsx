import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { useParams, useSearchParams } from 'react-router';
import type { RoundAnswer } from '../../../../src/loop/schemas.ts';
import { programQuery, roundQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { ComparisonsPanel } from './comparisons-panel.tsx';
import { DecisionsPanel } from './decisions-panel.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { GroupsPanel } from './groups-panel.tsx';
import { HeadlineResults } from './headline-results.tsx';
import { ModelPanels } from './model-panels.tsx';
import { PlanPanels } from './plan-panels.tsx';
import './programs.css';
import { RunRoundButton } from './run-round-button.tsx';
import { StepsPanel } from './steps-panel.tsx';

/** One round: its steps, then its results, plan, model and decisions, each under its own address. */
export const RoundPage = () => {
  const { t, say, format } = useLanguage();
  const { name = '', round: roundText = '' } = useParams();
  const number = Number(roundText);
  const round = useQuery(roundQuery(name, number));
  const data = round.data;
  return (
    <Page
      title={
        data === undefined
          ? t('home.earned.roundN', { n: number })
          : t('round.title', { program: say(data.title), n: number })
      }
      up={{ to: `/programs/${name}`, label: data === undefined ? name : say(data.title) }}
      mark={data !== undefined && <StateMark state={data.state} />}
      actions={data?.state === 'failed' && <RunRoundButton program={name} label={t('run.continue')} />}
      lead={
        data === undefined
          ? ' '
          : t('round.lead', { asOf: format.date(data.asOf), end: format.date(data.horizonEnd), people: data.people })
      }
    >
      <QueryView query={round} lines={14}>
        {(answer) => <RoundBody round={answer} name={name} />}
      </QueryView>
    </Page>
  );
};

/** Titles of the program's offers and channels, by name; a name without one stands for itself. */
const useTitles = (name: string): ReadonlyMap<string, string> => {
  const { say } = useLanguage();
  const program = useQuery({ ...programQuery(name), refetchInterval: false }).data;
  return new Map([...(program?.offers ?? []), ...(program?.channels ?? [])].map((one) => [one.name, say(one.title)]));
};

const RoundBody = ({ round, name }: { readonly round: RoundAnswer; readonly name: string }) => {
  const { t, format } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const titles = useTitles(name);
  const tab = search.get('tab') ?? (round.results === null ? 'plan' : 'results');
  const notYet = (words: string) => <EmptyNotice title={words} hint={t('round.notYetHint')} />;
  const tabs = [
    {
      key: 'results',
      label: t('round.tab.results'),
      children:
        round.results === null ? (
          <EmptyNotice
            title={t('round.noResults')}
            hint={t('round.noResultsHint', { when: format.date(round.horizonEnd) })}
          />
        ) : (
          <div className="stack">
            <HeadlineResults title={t('round.earned')} note={t('program.pooledNote')} results={round.results} />
            <FunnelPanel results={round.results} />
            <ComparisonsPanel results={round.results} />
            <GroupsPanel results={round.results} />
          </div>
        ),
    },
    {
      key: 'plan',
      label: t('round.tab.plan'),
      children:
        round.plan === null ? (
          notYet(t('round.noPlan'))
        ) : (
          <PlanPanels plan={round.plan} spentMinor={round.spentMinor} currency={round.currency} titles={titles} />
        ),
    },
    {
      key: 'model',
      label: t('round.tab.model'),
      children: round.model === null ? notYet(t('round.noModel')) : <ModelPanels model={round.model} />,
    },
    {
      key: 'decisions',
      label: t('round.tab.decisions'),
      children: <DecisionsPanel program={name} round={round.round} currency={round.currency} titles={titles} />,
    },
  ];
  return (
    <>
      <StepsPanel round={round} />
      <Tabs
        className="page-tabs"
        activeKey={tab}
        onChange={(key) => setSearch({ tab: key }, { replace: true, preventScrollReset: true })}
        items={tabs}
      />
    </>
  );
};
