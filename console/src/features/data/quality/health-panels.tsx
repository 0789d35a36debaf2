import { useQuery } from '@tanstack/react-query';
import type { QualityRow, SourceRow } from '../../../../../src/collect/quality/schemas.ts';
import { noFigure } from '../../../i18n/format.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { type Column, RowTable } from '../../../parts/row-table.tsx';
import { Findings } from './findings.tsx';
import { HealthMark } from './health-mark.tsx';
import { propertyFillQuery } from './quality-queries.ts';
import { ShareBar } from './share-bar.tsx';

/** Every source: does it send, does it send twice. */
export const SourcesPanel = ({ sources, now }: { readonly sources: readonly SourceRow[]; readonly now: Date }) => {
  const { t, format } = useLanguage();
  const columns: readonly Column<SourceRow>[] = [
    { key: 'source', title: t('quality.source'), onPhone: 'head', cell: ({ source }) => source },
    { key: 'state', title: t('quality.state'), cell: ({ state }) => <HealthMark state={state} /> },
    { key: 'received', title: t('quality.received'), align: 'end', cell: ({ received }) => format.number(received) },
    {
      key: 'twice',
      title: t('quality.twice'),
      align: 'end',
      cell: ({ duplicateShare }) => format.share(duplicateShare, 2),
    },
    { key: 'aside', title: t('quality.aside'), align: 'end', cell: ({ quarantined }) => format.number(quarantined) },
    { key: 'last', title: t('quality.last'), align: 'end', cell: ({ lastReceived }) => format.ago(lastReceived, now) },
    {
      key: 'todo',
      title: t('quality.todo'),
      onPhone: 'bare',
      cell: ({ findings }) => <Findings findings={findings} />,
    },
  ];
  return (
    <Panel title={t('quality.sources')} flush>
      <RowTable label={t('quality.sources')} columns={columns} rows={sources} rowKey={({ source }) => source} />
    </Panel>
  );
};

/** Every event of every source; the worst first. */
export const EventsPanel = ({ rows }: { readonly rows: readonly QualityRow[] }) => {
  const { t, say, format } = useLanguage();
  const share = (value: number | null): string => (value === null ? noFigure : format.share(value));
  const columns: readonly Column<QualityRow>[] = [
    {
      key: 'event',
      title: t('quality.event'),
      onPhone: 'head',
      cell: ({ event, title, source }) => (
        <span className="data-name">
          {title === null ? event : say(title)} <span className="quiet small">{source}</span>
        </span>
      ),
    },
    { key: 'state', title: t('quality.state'), cell: ({ state }) => <HealthMark state={state} /> },
    { key: 'day', title: t('quality.yesterday'), align: 'end', cell: ({ day }) => format.number(day.events) },
    {
      key: 'usual',
      title: t('quality.usual'),
      align: 'end',
      cell: ({ day }) =>
        day.expected === null ? (
          <span className="quiet small">{t('quality.weeks', { n: day.weeks })}</span>
        ) : (
          format.number(day.expected)
        ),
    },
    {
      key: 'late',
      title: t('quality.late'),
      align: 'end',
      cell: ({ lateness }) =>
        lateness === null
          ? noFigure
          : [lateness.p50, lateness.p95, lateness.p99]
              .map((seconds) => format.span(roughly(seconds) * 1000))
              .join(' / '),
    },
    { key: 'missing', title: t('quality.missing'), align: 'end', cell: ({ missingShare }) => share(missingShare) },
    { key: 'invalid', title: t('quality.invalid'), align: 'end', cell: ({ invalidShare }) => share(invalidShare) },
  ];
  return (
    <Panel title={t('quality.events')} note={t('quality.eventsNote')} flush>
      <RowTable
        label={t('quality.events')}
        columns={columns}
        rows={worstFirst(rows)}
        rowKey={({ source, event }) => `${source} ${event}`}
        expanded={(row) => <EventDetail row={row} />}
      />
    </Panel>
  );
};

/** Seconds matter below ten minutes, minutes below a day. */
const roughly = (seconds: number): number => {
  const unit = seconds < 600 ? 1 : seconds < 36_000 ? 60 : 3600;
  return Math.round(seconds / unit) * unit;
};

const urgency = { bad: 0, watch: 1, ok: 2, unknown: 3 } as const;
const worstFirst = (rows: readonly QualityRow[]): readonly QualityRow[] =>
  rows.toSorted((a, b) => urgency[a.state] - urgency[b.state] || b.events30d - a.events30d);

const EventDetail = ({ row }: { readonly row: QualityRow }) => {
  const { t } = useLanguage();
  const fill = useQuery(propertyFillQuery(row.source, row.event));
  return (
    <>
      <Findings findings={row.findings} />
      <QueryView query={fill} lines={3}>
        {({ sampled, properties }) => (
          <>
            <p className="small quiet">
              {t('quality.properties', { n: sampled })} · {t('quality.missing')}
            </p>
            <ul className="fill-list">
              {properties.map(({ property, missingShare, types }) => (
                <li key={property}>
                  <span>
                    <code>{property}</code>{' '}
                    <span className="quiet small">{types.map(({ type }) => type).join(', ')}</span>
                  </span>
                  <ShareBar share={missingShare} />
                </li>
              ))}
            </ul>
          </>
        )}
      </QueryView>
    </>
  );
};
