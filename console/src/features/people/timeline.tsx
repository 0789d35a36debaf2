import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { LoggedEvent } from '../../../../src/collect/schemas.ts';
import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { type TimelineFilter, timelineQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { byDay } from './by-day.ts';
import { EventLine } from './event-line.tsx';
import { TimelineFilters } from './timeline-filters.tsx';

/** Everything that happened to one person, the latest first, day by day; more is fetched as one scrolls. */
export const Timeline = ({ profileId, activity }: Pick<PersonAnswer, 'profileId' | 'activity'>) => {
  const { t, format } = useLanguage();
  const [filter, setFilter] = useState<TimelineFilter>({ names: [], sources: [] });
  const timeline = useInfiniteQuery(timelineQuery(profileId, filter));
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
      <TimelineFilters activity={activity} seen={events} filter={filter} onChange={setFilter} />
      {timeline.isError && <ErrorNotice error={timeline.error} retry={() => void timeline.refetch()} />}
      {timeline.isPending && <Skeleton active title={false} paragraph={{ rows: 10 }} />}
      {timeline.data !== undefined && events.length === 0 && (
        <EmptyNotice title={t('people.noEvents')} hint={isOpen(filter) ? undefined : t('people.noEventsFilter')} />
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

const isOpen = ({ names, sources, from, until }: TimelineFilter): boolean =>
  names.length === 0 && sources.length === 0 && from === undefined && until === undefined;
