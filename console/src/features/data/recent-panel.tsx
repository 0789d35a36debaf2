import { useQuery } from '@tanstack/react-query';
import { recentEventsQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { EventLine } from '../people/event-line.tsx';

const shown = 12;

/** The latest events as they come in. */
export const RecentPanel = () => {
  const { t } = useLanguage();
  const recent = useQuery(recentEventsQuery(''));
  return (
    <Panel title={t('data.recent')} note={t('data.recentNote')}>
      <QueryView query={recent} lines={8}>
        {({ events }) =>
          events.length === 0 ? (
            <p className="soft">{t('data.recentNone')}</p>
          ) : (
            <ul className="recent">
              {events.slice(0, shown).map((event) => (
                <EventLine key={event.eventId} event={event} withPerson />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
};
