import { useQuery } from '@tanstack/react-query';
import { homeQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { EarnedPanel } from './earned-panel.tsx';
import { FirstSteps } from './first-steps.tsx';
import './home.css';
import { JobsPanel } from './jobs-panel.tsx';
import { LoopTrack } from './loop-track.tsx';
import { NextPanel } from './next-panel.tsx';

/** Is the loop healthy, what did it earn, what is next, what is running. */
export const HomePage = () => {
  const { t, say, format } = useLanguage();
  const home = useQuery(homeQuery);
  const workspace = home.data?.workspace;
  return (
    <Page
      title={workspace === undefined ? t('nav.home') : say(workspace.title)}
      lead={workspace === undefined ? ' ' : t('home.lead', { when: format.dateTime(workspace.now) })}
    >
      <QueryView query={home} lines={12}>
        {(data) =>
          data.workspace.empty ? (
            <>
              <JobsPanel jobs={data.jobs} />
              <FirstSteps />
            </>
          ) : (
            <>
              <LoopTrack
                loop={data.loop}
                rounds={data.earned.reduce(
                  (sum, { rounds }) => sum + rounds.filter(({ state }) => state === 'done').length,
                  0,
                )}
              />
              <div className="home-columns">
                <EarnedPanel earned={data.earned} currency={data.workspace.currency} />
                <div className="stack">
                  <JobsPanel jobs={data.jobs} />
                  <NextPanel next={data.next} />
                </div>
              </div>
            </>
          )
        }
      </QueryView>
    </Page>
  );
};
