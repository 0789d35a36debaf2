import { Link } from 'react-router';
import type { ArrivalsAnswer } from '../../../../src/collect/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { eventWord } from './event-word.ts';

type ByName = ArrivalsAnswer['byName'][number];
type BySource = ArrivalsAnswer['bySource'][number];

/** How many of each event, by how many people; an event without a definition says so. */
export const ByNamePanel = ({ arrivals }: { readonly arrivals: ArrivalsAnswer }) => {
  const { t, format, language } = useLanguage();
  const now = new Date(arrivals.now);
  const columns: readonly Column<ByName>[] = [
    {
      key: 'name',
      title: t('data.event'),
      onPhone: 'head',
      cell: (row) => (
        <span className="data-name">
          {eventWord(row, language)} <code className="quiet small">{row.name}</code>
          {!row.defined && !row.name.startsWith('$') && (
            <Link className="small" to={`/data/plan/${encodeURIComponent(row.name)}`}>
              {t('data.define')}
            </Link>
          )}
        </span>
      ),
    },
    { key: 'events', title: t('data.events'), align: 'end', cell: ({ events }) => format.number(events) },
    { key: 'people', title: t('nav.people'), align: 'end', cell: ({ people }) => format.number(people) },
    { key: 'last', title: t('data.lastSeen'), align: 'end', cell: ({ lastSeen }) => format.ago(lastSeen, now) },
  ];
  return (
    <Panel title={t('data.byEvent')} flush>
      <RowTable label={t('data.byEvent')} columns={columns} rows={arrivals.byName} rowKey={({ name }) => name} />
    </Panel>
  );
};

export const BySourcePanel = ({ arrivals }: { readonly arrivals: ArrivalsAnswer }) => {
  const { t, format } = useLanguage();
  const now = new Date(arrivals.now);
  const columns: readonly Column<BySource>[] = [
    { key: 'source', title: t('data.source'), onPhone: 'head', cell: ({ source }) => source },
    { key: 'events', title: t('data.events'), align: 'end', cell: ({ events }) => format.number(events) },
    { key: 'last', title: t('data.lastSeen'), align: 'end', cell: ({ lastSeen }) => format.ago(lastSeen, now) },
  ];
  return (
    <Panel title={t('data.bySource')} flush>
      <RowTable label={t('data.bySource')} columns={columns} rows={arrivals.bySource} rowKey={({ source }) => source} />
    </Panel>
  );
};
