import { useQuery } from '@tanstack/react-query';
import type { QuarantineAnswer, QuarantineRowsAnswer } from '../../../../src/collect/quarantine/schemas.ts';
import { quarantineQuery, quarantineRowsQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { prettyJson } from './pretty-json.ts';

type Group = QuarantineAnswer['groups'][number];

/** Rows that could not be read, by source and reason; nothing is lost, each opens to its rows. */
export const QuarantinePanel = () => {
  const { t, say, format } = useLanguage();
  const quarantine = useQuery(quarantineQuery);
  const total = quarantine.data?.total ?? 0;
  const columns: readonly Column<Group>[] = [
    { key: 'reason', title: t('data.reason'), onPhone: 'head', cell: ({ title }) => say(title) },
    { key: 'source', title: t('data.source'), cell: ({ source }) => source },
    { key: 'rows', title: t('data.rows'), align: 'end', cell: ({ rows }) => format.number(rows) },
    { key: 'last', title: t('data.lastSeen'), align: 'end', cell: ({ lastSeen }) => format.dateTime(lastSeen) },
  ];
  return (
    <div id="quarantine" className="anchor">
      <Panel
        title={t('data.quarantine')}
        note={
          quarantine.data !== undefined && t(total === 0 ? 'data.quarantineNone' : 'data.quarantineNote', { n: total })
        }
        flush
      >
        <QueryView query={quarantine} lines={3}>
          {(data) =>
            data.groups.length > 0 && (
              <RowTable
                label={t('data.quarantine')}
                columns={columns}
                rows={data.groups}
                rowKey={({ source, reason }) => `${source} ${reason}`}
                expanded={({ source, reason }) => <Rows source={source} reason={reason} />}
              />
            )
          }
        </QueryView>
      </Panel>
    </div>
  );
};

const Rows = ({ source, reason }: { readonly source: string; readonly reason: string }) => {
  const rows = useQuery(quarantineRowsQuery(source, reason));
  return (
    <QueryView query={rows} lines={4}>
      {(data) => (
        <ul className="quarantined">
          {data.rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      )}
    </QueryView>
  );
};

const Row = ({ row }: { readonly row: QuarantineRowsAnswer['rows'][number] }) => {
  const { format } = useLanguage();
  return (
    <li>
      <div className="row small">
        <span className="alarm">{row.detail}</span>
        <span className="quiet">{format.dateTime(row.receivedAt)}</span>
      </div>
      <pre tabIndex={0}>{prettyJson(row.body)}</pre>
    </li>
  );
};
