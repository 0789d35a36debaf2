import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { audienceSampleQuery } from './audience-queries.ts';
import { WhyTree } from './why-tree.tsx';

/** Some of the people, each with why they are in it. */
export const SamplePanel = ({ name }: { readonly name: string }) => {
  const { t, format } = useLanguage();
  const [draw, setDraw] = useState(0);
  const query = useQuery(audienceSampleQuery(name, draw));
  return (
    <Panel
      title={t('audience.sample')}
      note={t('audience.sampleNote')}
      extra={
        <Button size="small" onClick={() => setDraw(draw + 1)} loading={query.isFetching}>
          {t('audience.others')}
        </Button>
      }
    >
      <QueryView query={query} lines={6}>
        {({ people }) =>
          people.length === 0 ? (
            <p className="quiet">{t('audience.nobody')}</p>
          ) : (
            <ul className="audience-people">
              {people.map(({ profileId, name: person, since, why }) => (
                <li key={profileId}>
                  <div className="audience-person">
                    <Link to={`/people/${profileId}`}>{person ?? <code>{profileId}</code>}</Link>
                    {since !== null && (
                      <span className="small quiet">{t('audience.since', { when: format.dateTime(since) })}</span>
                    )}
                  </div>
                  <WhyTree why={why} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
};
