import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useParams } from 'react-router';
import type { PlanEventAnswer } from '../../../../../src/collect/plan/schemas.ts';
import { planEventQuery, recentEventsQuery } from '../../../api/queries.ts';
import { type LanguageTools, useLanguage } from '../../../i18n/language.tsx';
import { Facts, type Fact } from '../../../parts/facts.tsx';
import { LinkButton } from '../../../parts/link-button.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { EventLine } from '../../people/event-line.tsx';
import '../data.css';
import './plan.css';
import { DayBars } from './day-bars.tsx';
import { ModeSwitch } from './mode-switch.tsx';
import { PropertiesPanel } from './properties-panel.tsx';
import { editorOf, useDraft } from './use-draft.ts';
import { VersionsPanel } from './versions-panel.tsx';
import { ViolationsPanel } from './violations-panel.tsx';

const shownSamples = 5;

/** One event of the plan: what it should be, what arrives, what breaks the plan, and what each version would do. */
export const EventPage = () => {
  const { t, say } = useLanguage();
  const { name = '' } = useParams();
  const event = useQuery(planEventQuery(name));
  const title = event.data?.title ?? null;
  return (
    <Page
      title={title === null ? name : say(title)}
      lead={<code>{name}</code>}
      up={{ to: '/data/plan', label: t('plan.tab') }}
      actions={event.data === undefined ? undefined : <Actions event={event.data} />}
    >
      <QueryView query={event} lines={12}>
        {(data) => (
          <>
            <FactsPanel event={data} />
            <PropertiesPanel event={data} />
            {data.definition !== null && <ViolationsPanel event={data} />}
            <SamplesPanel name={name} />
            {(data.definition !== null || data.hasDraft) && <VersionsPanel name={name} />}
          </>
        )}
      </QueryView>
    </Page>
  );
};

const Actions = ({ event }: { readonly event: PlanEventAnswer }) => {
  const { t } = useLanguage();
  const draft = useDraft();
  if (event.definition !== null || event.hasDraft)
    return <LinkButton to={editorOf(event.name)}>{t(event.hasDraft ? 'plan.openDraft' : 'plan.editor')}</LinkButton>;
  if (!event.definable) return <span className="small soft">{t('plan.notDefinable')}</span>;
  return (
    <Button type="primary" loading={draft.isPending} onClick={() => draft.mutate({ name: event.name })}>
      {t('plan.define')}
    </Button>
  );
};

const FactsPanel = ({ event }: { readonly event: PlanEventAnswer }) => {
  const language = useLanguage();
  const remark = event.definition?.remark ?? null;
  return (
    <Panel>
      {remark !== null && <p className="soft">{remark}</p>}
      <Facts facts={factsOf(event, language)} />
    </Panel>
  );
};

const factsOf = (event: PlanEventAnswer, { t, format }: LanguageTools): readonly Fact[] => {
  const { definition, firstSeen, lastSeen, bySource } = event;
  const facts: Fact[] = [
    {
      label: t('data.events'),
      value: format.number(event.events),
      note: bySource.map(({ source, events }) => `${source} ${format.compact(events)}`).join(' · ') || undefined,
    },
    {
      label: t('data.lastSeen'),
      value: lastSeen === null ? t('plan.never') : format.ago(lastSeen, new Date(event.now)),
      note: firstSeen === null ? undefined : `${t('plan.firstSeen')} ${format.dateTime(firstSeen)}`,
    },
  ];
  if (definition === null) return facts;
  const violations = event.violationsByDay.reduce((sum, n) => sum + n, 0);
  return [
    {
      label: t('plan.mode'),
      value: (
        <span className="plan-mode">
          {t(`plan.mode.${definition.mode}`)} <ModeSwitch event={event} mode={definition.mode} />
        </span>
      ),
      note: t(`plan.mode.${definition.mode}What`),
    },
    ...facts,
    {
      label: t('plan.violations'),
      value: (
        <span className="plan-violations">
          {format.number(violations)} <DayBars counts={event.violationsByDay} />
        </span>
      ),
    },
    { label: t('plan.owner'), value: definition.owner ?? '—' },
    { label: t('plan.column'), value: definition.column ?? '—' },
    { label: t('plan.unknown'), value: t(`plan.unknown.${definition.unknownProperties}`) },
  ];
};

const SamplesPanel = ({ name }: { readonly name: string }) => {
  const { t } = useLanguage();
  const recent = useQuery({ ...recentEventsQuery(name), refetchInterval: false });
  return (
    <Panel title={t('plan.samples')}>
      <QueryView query={recent} lines={4}>
        {({ events }) =>
          events.length === 0 ? (
            <p className="soft">{t('plan.never')}</p>
          ) : (
            <ul className="recent">
              {events.slice(0, shownSamples).map((event) => (
                <EventLine key={event.eventId} event={event} withPerson />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
};
