import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useEffect } from 'react';
import type { QuarantineRun } from '../../../../../src/collect/quarantine/schemas.ts';
import { quarantineRunsQuery } from '../../../api/queries.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RowTable, type Column } from '../../../parts/row-table.tsx';

/** Who did what to how many rows, and how far a running one is. */
export const RunsPanel = () => {
  const { t, say, format } = useLanguage();
  const runs = useQuery(quarantineRunsQuery);
  const queries = useQueryClient();
  const finished = runs.data?.runs.filter(({ state }) => state === 'done').length;
  useEffect(() => {
    // a run that ends has changed the groups
    if (finished !== undefined) void queries.invalidateQueries({ queryKey: ['data', 'quarantine'] });
  }, [finished, queries]);
  const columns: readonly Column<QuarantineRun>[] = [
    {
      key: 'what',
      title: t('plan.what'),
      onPhone: 'head',
      cell: ({ action, title, group, steps }) => (
        <span className="data-name">
          {t(`quarantine.run.${action}`)} · {say(title)}
          {group.name && <code className="quiet small">{group.name}</code>}
          {steps.length > 0 && <span className="small soft">{t('quarantine.steps', { n: steps.length })}</span>}
        </span>
      ),
    },
    { key: 'source', title: t('data.source'), cell: ({ group }) => group.source },
    {
      key: 'rows',
      title: t('quarantine.done'),
      align: 'end',
      cell: ({ state, passed, tried, rows }) =>
        state === 'running' ? (
          <Progress size="small" percent={Math.round((100 * tried) / Math.max(1, rows))} className="run-progress" />
        ) : (
          t('word.of', { done: passed, total: rows })
        ),
    },
    { key: 'by', title: t('quarantine.by'), cell: ({ by }) => by ?? '—' },
    { key: 'when', title: t('quarantine.when'), align: 'end', cell: ({ startedAt }) => format.dateTime(startedAt) },
  ];
  return (
    <QueryView query={runs} lines={3}>
      {({ runs: list }) => (
        <Panel title={t('quarantine.runs')} note={list.length === 0 ? t('quarantine.runsNone') : undefined} flush>
          {list.length > 0 && (
            <RowTable label={t('quarantine.runs')} columns={columns} rows={list} rowKey={({ id }) => id} />
          )}
        </Panel>
      )}
    </QueryView>
  );
};
