import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Select, Skeleton } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { LoggedEvent } from '../../../../src/collect/schemas.ts';
import { arrivalsQuery, timelineQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { eventWord } from '../data/event-word.ts';
import { byDay } from './by-day.ts';
import { EventLine } from './event-line.tsx';

/** Everything that happened to one person, the latest first, day by day; more is fetched as one scrolls. */
export const Timeline = ({ profileId }: { readonly profileId: string }) => {
  const { t, format, language } = useLanguage();
  const [names, setNames] = useState<string[]>([]);
  const timeline = useInfiniteQuery(timelineQuery(profileId, names));
  const known = useQuery({ ...arrivalsQuery('all'), staleTime: 300_000, refetchInterval: false }).data?.byName ?? [];
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = timeline;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null || !hasNextPage || isFetchingNextPage) return undefined;
    const watcher = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && void fetchNextPage(),
      { rootMargin: '600px' },
    );
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);
  const events: readonly LoggedEvent[] = timeline.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Panel>
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        style={{ width: '100%', maxWidth: 420 }}
        aria-label={t('people.filterEvents')}
        placeholder={t('people.filterEvents')}
        value={names}
        onChange={setNames}
        showSearch={{ optionFilterProp: 'label' }}
        options={known.map((one) => ({ value: one.name, label: eventWord(one, language) }))}
      />
      {timeline.isError && <ErrorNotice error={timeline.error} retry={() => void timeline.refetch()} />}
      {timeline.isPending && <Skeleton active title={false} paragraph={{ rows: 10 }} />}
      {timeline.data !== undefined && events.length === 0 && (
        <EmptyNotice title={t('people.noEvents')} hint={names.length > 0 ? t('people.noEventsFilter') : undefined} />
      )}
      {byDay(events).map(([day, dayEvents]) => (
        <section key={day} className="day">
          <h3>{format.date(dayEvents[0]?.at ?? day)}</h3>
          <ul>
            {dayEvents.map((event) => (
              <EventLine key={event.eventId} event={event} />
            ))}
          </ul>
        </section>
      ))}
      <div ref={end} className="timeline-end">
        {hasNextPage && (
          <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            {t('action.loadMore')}
          </Button>
        )}
      </div>
    </Panel>
  );
};
