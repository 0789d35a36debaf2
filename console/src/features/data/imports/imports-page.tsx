import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ImportRunAnswer } from '../../../../../src/collect/import/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { EmptyNotice } from '../../../parts/empty-notice.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { type Column, RowTable } from '../../../parts/row-table.tsx';
import '../data.css';
import { DataTabs } from '../data-tabs.tsx';
import { importsQuery } from './import-queries.ts';
import './imports.css';
import { NewImport } from './new-import.tsx';

/** Files that become events: a new one, and what became of the others. */
export const ImportsPage = () => {
  const { t } = useLanguage();
  const imports = useQuery(importsQuery);
  return (
    <Page title={t('nav.data')} lead={t('imports.lead')}>
      <DataTabs />
      <NewImport />
      <Panel title={t('imports.list')} flush>
        <QueryView query={imports} lines={6}>
          {(data) =>
            data.imports.length === 0 ? (
              <EmptyNotice title={t('imports.none')} hint={t('imports.noneHint')} />
            ) : (
              <Runs runs={data.imports} />
            )
          }
        </QueryView>
      </Panel>
    </Page>
  );
};

const Runs = ({ runs }: { readonly runs: readonly ImportRunAnswer[] }) => {
  const { t, say, format } = useLanguage();
  const columns: readonly Column<ImportRunAnswer>[] = [
    {
      key: 'what',
      title: t('imports.what'),
      onPhone: 'head',
      cell: ({ title, source }) => (
        <span className="imports-what">
          {title} {source !== '' && <code className="quiet small">{source}</code>}
        </span>
      ),
    },
    {
      key: 'state',
      title: t('imports.state'),
      cell: ({ state, done, pieces }) => (
        <span className={state === 'failed' ? 'imports-state alarm' : 'imports-state'}>
          {t(`imports.state.${state}`, { done, pieces: pieces ?? '…' })}
        </span>
      ),
    },
    { key: 'rows', title: t('imports.rows'), align: 'end', cell: ({ rows }) => format.number(rows) },
    {
      key: 'result',
      title: t('imports.result'),
      cell: ({ id, state, report, error }) => {
        if (state === 'read') return <Link to={`/data/imports/${id}`}>{t('imports.goOn')}</Link>;
        if (error !== null) return <span className="imports-error small">{say(error)}</span>;
        if (report === null) return '–';
        return (
          <>
            {t('imports.events', { n: report.events - (report.alreadyLogged ?? 0) })}
            {(report.alreadyLogged ?? 0) > 0 && ` · ${t('imports.known', { n: report.alreadyLogged ?? 0 })}`}
            {report.quarantined > 0 && (
              <>
                {' · '}
                <Link to="/data/quarantine">{t('imports.refused', { n: report.quarantined })}</Link>
              </>
            )}
          </>
        );
      },
    },
    { key: 'started', title: t('imports.started'), align: 'end', cell: ({ startedAt }) => format.dateTime(startedAt) },
  ];
  return <RowTable label={t('imports.list')} columns={columns} rows={runs} rowKey={({ id }) => id} />;
};
