import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress, Segmented, Tabs } from 'antd';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { MatchRuleRow } from '../../../../src/identify/matching/schemas.ts';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PeopleTabs } from '../people/people-tabs.tsx';
import { DecidedPanel } from './decided-panel.tsx';
import './matching.css';
import { matchRulesQuery, runMatching } from './matching-queries.ts';
import { ModelPanels } from './model-panels.tsx';
import { ReviewPanel } from './review-panel.tsx';

/** People who may be one although no id ties them: run, review, and see what the rule has learned. */
export const MatchingPage = () => {
  const { t, say } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const rules = useQuery(matchRulesQuery);
  const all = rules.data?.rules ?? [];
  const rule = all.find(({ name }) => name === search.get('rule')) ?? all[0];
  return (
    <Page
      title={t('nav.people')}
      lead={t('match.lead')}
      actions={rule !== undefined && rule.enabled ? <RunButton rule={rule} /> : undefined}
    >
      <PeopleTabs />
      <QueryView query={rules} lines={12}>
        {() =>
          rule === undefined ? (
            <Panel>
              <EmptyNotice title={t('match.none')} hint={t('match.noneHint')}>
                <Link to="/documents/MatchRule">{t('match.toRules')}</Link>
              </EmptyNotice>
            </Panel>
          ) : (
            <>
              {all.length > 1 && (
                <Segmented
                  aria-label={t('match.rule')}
                  value={rule.name}
                  onChange={(name) => setSearch({ rule: name })}
                  options={all.map(({ name, title }) => ({ value: name, label: say(title) }))}
                />
              )}
              <RuleSummary rule={rule} />
              <Tabs
                key={rule.name}
                className="page-tabs"
                activeKey={search.get('tab') ?? 'review'}
                onChange={(tab) => setSearch({ rule: rule.name, tab }, { replace: true, preventScrollReset: true })}
                destroyOnHidden
                items={[
                  { key: 'review', label: t('match.tab.review'), children: <ReviewPanel rule={rule} /> },
                  { key: 'decided', label: t('match.tab.decided'), children: <DecidedPanel rule={rule.name} /> },
                  { key: 'model', label: t('match.tab.model'), children: <ModelPanels rule={rule.name} /> },
                ]}
              />
            </>
          )
        }
      </QueryView>
    </Page>
  );
};

const isGoing = ({ job }: MatchRuleRow): boolean => job?.state === 'running' || job?.state === 'waiting';

const RunButton = ({ rule }: { readonly rule: MatchRuleRow }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => runMatching(rule.name),
    onSuccess: async () => {
      void message.success(t('match.started'));
      await queries.invalidateQueries({ queryKey: ['matching'] });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 6),
  });
  return (
    <Button type="primary" loading={start.isPending || isGoing(rule)} onClick={() => start.mutate()}>
      {t('match.run')}
    </Button>
  );
};

const RuleSummary = ({ rule }: { readonly rule: MatchRuleRow }) => {
  const { t, say, format } = useLanguage();
  const queries = useQueryClient();
  const going = isGoing(rule);
  const finished = rule.lastRun?.at;
  useEffect(() => {
    // a run has ended: its pairs and its model are new
    if (finished !== undefined) void queries.invalidateQueries({ queryKey: ['matching', rule.name] });
  }, [finished, rule.name, queries]);
  const { job } = rule;
  return (
    <Panel title={say(rule.title)} note={rule.enabled ? undefined : `${t('match.off')}. ${t('match.offHint')}`}>
      <Facts
        facts={[
          { label: t('match.open'), value: format.number(rule.counts.open) },
          { label: t('match.accepted'), value: format.number(rule.counts.accepted) },
          { label: t('match.rejected'), value: format.number(rule.counts.rejected) },
          {
            label: t('match.lastRun'),
            value: rule.lastRun === null ? t('match.neverRun') : format.dateTime(rule.lastRun.at),
            note:
              rule.lastRun === null
                ? undefined
                : t('match.lastRunNote', {
                    records: rule.lastRun.records,
                    pairs: rule.lastRun.candidates,
                    seconds: Math.round(rule.lastRun.seconds),
                  }),
          },
        ]}
      />
      {going && job !== null && (
        <Progress
          percent={job.total === null || job.total === 0 ? 100 : (100 * job.done) / job.total}
          status="active"
          showInfo={false}
          size={['100%', 6]}
          aria-label={say(job.label)}
        />
      )}
      {job?.state === 'failed' && job.error !== null && (
        <p role="alert" className="small match-failed">
          {say(job.error).split('\n')[0]}
        </p>
      )}
    </Panel>
  );
};
