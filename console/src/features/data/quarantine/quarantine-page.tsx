import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';
import type { QuarantineAnswer, QuarantineState } from '../../../../../src/collect/quarantine/schemas.ts';
import { quarantineQuery } from '../../../api/queries.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { EmptyNotice } from '../../../parts/empty-notice.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RowTable, type Column } from '../../../parts/row-table.tsx';
import '../data.css';
import { DataTabs } from '../data-tabs.tsx';
import { GroupDetail } from './group-detail.tsx';
import './quarantine.css';
import { RunsPanel } from './runs-panel.tsx';

type Group = QuarantineAnswer['groups'][number];

const quarantineStates = ['open', 'replayed', 'discarded'] as const satisfies readonly QuarantineState[];

const stateOf = (text: string | null): QuarantineState => quarantineStates.find((state) => state === text) ?? 'open';

/** What could not be placed: by source, reason and event; mended, replayed or put away here. */
export const QuarantinePage = () => {
  const { t, say, format } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const state = stateOf(search.get('state'));
  const quarantine = useQuery(quarantineQuery(state));
  const open = quarantine.data?.byState.open;
  const columns: readonly Column<Group>[] = [
    {
      key: 'reason',
      title: t('data.reason'),
      onPhone: 'head',
      cell: ({ title, reason }) => (
        <span className="data-name">
          {say(title)} <code className="quiet small">{reason}</code>
        </span>
      ),
    },
    {
      key: 'event',
      title: t('quarantine.event'),
      cell: ({ name }) => (name === '' ? <span className="quiet">—</span> : <code className="small">{name}</code>),
    },
    {
      key: 'source',
      title: t('data.source'),
      cell: ({ source }) => <span className="quarantine-source">{source}</span>,
    },
    { key: 'format', title: t('quarantine.format'), cell: ({ format: wire }) => <code className="small">{wire}</code> },
    { key: 'rows', title: t('quarantine.rows'), align: 'end', cell: ({ rows }) => format.number(rows) },
    { key: 'last', title: t('data.lastSeen'), align: 'end', cell: ({ lastSeen }) => format.dateTime(lastSeen) },
  ];
  return (
    <Page
      title={t('quarantine.title')}
      lead={open === undefined ? ' ' : t(open === 0 ? 'quarantine.leadNone' : 'quarantine.lead', { n: open })}
      actions={
        <Segmented
          aria-label={t('quarantine.state')}
          value={state}
          onChange={(value) => setSearch({ state: value }, { replace: true, preventScrollReset: true })}
          options={quarantineStates.map((value) => ({
            value,
            label: t(`quarantine.state.${value}`, { n: quarantine.data?.byState[value] ?? 0 }),
          }))}
        />
      }
    >
      <DataTabs />
      <QueryView query={quarantine} lines={8}>
        {(data) =>
          data.groups.length === 0 ? (
            <Panel>
              <EmptyNotice title={t('quarantine.none')} hint={t('quarantine.noneHint')} />
            </Panel>
          ) : (
            <Panel title={t('quarantine.groups')} flush>
              <RowTable
                label={t('quarantine.groups')}
                columns={columns}
                rows={data.groups}
                rowKey={({ source, reason, name }) => `${state} ${source} ${reason} ${name}`}
                expanded={(group) => <GroupDetail group={group} state={state} />}
              />
            </Panel>
          )
        }
      </QueryView>
      <RunsPanel />
    </Page>
  );
};
