import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { useParams, useSearchParams } from 'react-router';
import { personQuery } from '../../api/queries.ts';
import { PersonPrivacy, repeatOf } from '../privacy/person-privacy.tsx';
import { PersonIdentity } from '../identity/person-identity.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { FeaturesPanel } from './features-panel.tsx';
import './people.css';
import { MessagesPanel } from './messages-panel.tsx';
import { PersonAside } from './person-aside.tsx';
import { personName } from './person-name.ts';
import { PersonDecisions } from './person-decisions.tsx';
import { ScoresPanels } from './scores-panels.tsx';
import { Timeline } from './timeline.tsx';

/** One person: who they are at the left; what happened, what is expected and what was decided at the right. */
export const PersonPage = () => {
  const { t, format } = useLanguage();
  const { profileId = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const person = useQuery(personQuery(profileId));
  const data = person.data;
  return (
    <Page
      title={data === undefined ? profileId : (personName(data) ?? t('people.unnamed'))}
      up={{ to: '/people', label: t('nav.people') }}
      lead={
        data === undefined
          ? ' '
          : t('people.personLead', {
              events: data.events,
              first: format.date(data.firstSeen),
              last: format.dateTime(data.lastSeen),
            })
      }
    >
      <QueryView query={person} lines={14}>
        {(answer) => (
          <div className="person">
            <PersonAside person={answer} />
            <Tabs
              className="page-tabs"
              activeKey={search.get('tab') ?? 'timeline'}
              onChange={(tab) => setSearch({ tab }, { replace: true, preventScrollReset: true })}
              items={[
                {
                  key: 'timeline',
                  label: t('people.timeline'),
                  children: <Timeline profileId={answer.profileId} activity={answer.activity} />,
                },
                { key: 'scores', label: t('people.scores'), children: <ScoresPanels scores={answer.scores} /> },
                {
                  key: 'decisions',
                  label: t('decisions.title'),
                  children: <PersonDecisions decisions={answer.decisions} />,
                },
                {
                  key: 'messages',
                  label: t('people.messages'),
                  children: <MessagesPanel messages={answer.messages} />,
                },
                {
                  key: 'privacy',
                  label: t('people.consent'),
                  children: <PersonPrivacy profileId={profileId} repeat={repeatOf(answer)} />,
                },
                { key: 'identity', label: t('people.identity'), children: <PersonIdentity profileId={profileId} /> },
                {
                  key: 'features',
                  label: t('people.features'),
                  children: <FeaturesPanel features={answer.features} asOf={answer.featuresAsOf} />,
                },
              ]}
            />
          </div>
        )}
      </QueryView>
    </Page>
  );
};
