import { Progress } from 'antd';
import type { Job } from '../../../../src/platform/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { useScheme } from '../../theme/scheme.tsx';

const recently = 3;

/** What runs now, with its progress; then the last few that ended. Absent when there is nothing to tell. */
export const JobsPanel = ({ jobs }: { readonly jobs: readonly Job[] }) => {
  const { t } = useLanguage();
  const open = jobs.filter(({ state }) => state === 'running' || state === 'waiting');
  const ended = jobs
    .filter(({ state }) => state === 'done' || state === 'failed')
    .slice(0, open.length > 0 ? recently : 1);
  if (open.length + ended.length === 0) return null;
  return (
    <Panel title={t(open.length > 0 ? 'home.jobs.running' : 'home.jobs.last')}>
      <ul className="jobs" id="jobs" aria-live="polite">
        {[...open, ...ended].map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
      </ul>
    </Panel>
  );
};

const JobLine = ({ job }: { readonly job: Job }) => {
  const { t, say, format } = useLanguage();
  const { palette } = useScheme();
  const share = job.total === null || job.total === 0 ? null : Math.min(1, job.done / job.total);
  const took =
    job.startedAt !== null && job.finishedAt !== null
      ? new Date(job.finishedAt).getTime() - new Date(job.startedAt).getTime()
      : null;
  return (
    <li>
      <div className="jobs-line">
        <span>{say(job.label)}</span>
        {job.state === 'running' && share !== null ? <b>{format.share(share, 0)}</b> : <StateMark state={job.state} />}
      </div>
      {job.state === 'running' && (
        <Progress
          percent={share === null ? 100 : share * 100}
          status={share === null ? 'active' : 'normal'}
          showInfo={false}
          size={['100%', 6]}
          strokeColor={palette.primary}
          railColor={palette.sunken}
          aria-label={say(job.label)}
        />
      )}
      <div className="small quiet">
        {job.error !== null && <span className="jobs-error">{say(job.error)}</span>}
        {job.state === 'running' && job.total !== null && t('word.of', { done: job.done, total: job.total })}
        {took !== null &&
          job.finishedAt !== null &&
          t('home.jobs.took', { when: format.dateTime(job.finishedAt), span: format.span(took) })}
      </div>
    </li>
  );
};
