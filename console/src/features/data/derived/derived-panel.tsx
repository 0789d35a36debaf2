import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link } from 'react-router';
import type { DerivedEventsAnswer } from '../../../../../src/collect/derived/schemas.ts';
import { ApiError, ask } from '../../../api/client.ts';
import { Chart } from '../../../charts/chart.tsx';
import { useLanguage } from '../../../i18n/language.tsx';
import { Facts } from '../../../parts/facts.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useScheme } from '../../../theme/scheme.tsx';
import { arrivalsOption } from '../arrivals-option.ts';

type DerivedEvent = DerivedEventsAnswer['events'][number];

/** One rule: what it says, what it produced, and what can be done with it. */
export const DerivedPanel = ({ event, now }: { readonly event: DerivedEvent; readonly now: Date }) => {
  const { t, say, format } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const path = `/api/data/derived-events/${encodeURIComponent(event.name)}`;
  const failed = (error: Error): void =>
    void message.error(error instanceof ApiError ? say(error.words) : error.message, 6);
  const backfill = useMutation({
    mutationFn: () => ask('job', { path: `${path}/backfill`, method: 'POST', body: {} }),
    onSuccess: async () => {
      void message.success(t('derived.started'));
      await queries.invalidateQueries({ queryKey: ['data', 'derived'] });
    },
    onError: failed,
  });
  const preview = useMutation({
    mutationFn: () => ask('derivedPreview', { path: `${path}/preview`, method: 'POST', body: {} }),
    onError: failed,
  });
  const { job, backfill: filled, lastProduced } = event;
  const history =
    job !== null
      ? t('derived.running', { done: job.done, total: job.total ?? '–' })
      : filled?.finishedAt
        ? t('derived.backfilled', { when: format.ago(filled.finishedAt, now) })
        : undefined;
  return (
    <Panel
      title={
        <span className="data-name">
          {say(event.title)} <code className="quiet small">{event.name}</code>
        </span>
      }
      note={say(event.rule)}
      extra={
        <div className="derived-head">
          <Link to={`/documents/DerivedEvent/${event.name}`}>{t('derived.edit')}</Link>
          <Button size="small" loading={preview.isPending} onClick={() => preview.mutate()}>
            {t('derived.preview')}
          </Button>
          <Button size="small" loading={backfill.isPending || job !== null} onClick={() => backfill.mutate()}>
            {t('derived.backfill')}
          </Button>
        </div>
      }
    >
      <Facts
        facts={[
          { label: t('derived.total'), value: format.number(event.total), note: history },
          {
            label: t('derived.last'),
            value: lastProduced === null ? t('derived.never') : format.ago(lastProduced, now),
          },
        ]}
      />
      <p role="status" className="soft">
        {preview.data !== undefined &&
          t('derived.previewResult', {
            n: preview.data.events,
            subjects: preview.data.subjects,
            days: preview.data.sinceDays,
          })}
      </p>
      {event.total > 0 && <DaysChart days={event.days} />}
    </Panel>
  );
};

const DaysChart = ({ days }: Pick<DerivedEvent, 'days'>) => {
  const { t, format, language } = useLanguage();
  const { palette } = useScheme();
  return (
    <Chart
      option={arrivalsOption({
        buckets: days.map(({ day, events }) => ({ at: day, events })),
        bucketSeconds: 86_400,
        palette,
        language,
        when: format.date,
        words: { events: t('data.events') },
        number: format.number,
      })}
      heightPx={130}
      label={t('derived.chart')}
      table={{
        columns: [t('derived.day'), t('data.events')],
        rows: days.map(({ day, events }) => [format.date(day), format.number(events)]),
      }}
    />
  );
};
