import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { TryPlanAnswer } from '../../../../../src/collect/plan/schemas.ts';
import { ask } from '../../../api/client.ts';
import { documentQuery } from '../../../api/queries.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RowTable, type Column } from '../../../parts/row-table.tsx';
import { type MarkedState, StateMark } from '../../../parts/state-mark.tsx';

type Version = {
  readonly version: number;
  readonly state: MarkedState;
  readonly at: string;
  readonly by: string | null;
};

/** The versions of a definition, and what each would have done to the last days' events. */
export const VersionsPanel = ({ name }: { readonly name: string }) => {
  const { t, format } = useLanguage();
  const document = useQuery(documentQuery('EventDefinition', name));
  const columns: readonly Column<Version>[] = [
    {
      key: 'version',
      title: t('documents.version'),
      onPhone: 'head',
      cell: ({ version }) => t('documents.versionN', { n: version }),
    },
    { key: 'state', title: t('programs.state'), cell: ({ state }) => <StateMark state={state} /> },
    {
      key: 'at',
      title: t('documents.changed'),
      cell: ({ at, by }) => (
        <>
          {format.dateTime(at)} <span className="quiet">{by}</span>
        </>
      ),
    },
    { key: 'try', title: '', onPhone: 'bare', cell: ({ version }) => <Tried name={name} version={version} /> },
  ];
  return (
    <Panel title={t('plan.history')} note={t('plan.historyNote')} flush>
      <QueryView query={document} lines={3}>
        {({ history }) => (
          <RowTable
            label={t('plan.history')}
            columns={columns}
            // the newest entry of each version tells its state
            rows={history.filter(
              ({ version }, index) => history.findIndex((entry) => entry.version === version) === index,
            )}
            rowKey={({ version }) => String(version)}
          />
        )}
      </QueryView>
    </Panel>
  );
};

const Tried = ({ name, version }: { readonly name: string; readonly version: number }) => {
  const { t } = useLanguage();
  const trial = useMutation({
    mutationFn: () => ask('planTried', { path: '/api/data/plan/try', method: 'POST', body: { name, version } }),
  });
  if (trial.data !== undefined) return <Outcome tried={trial.data} />;
  if (trial.isError) return <ErrorNotice error={trial.error} retry={() => trial.mutate()} />;
  return (
    <Button size="small" loading={trial.isPending} onClick={() => trial.mutate()}>
      {t('plan.try')}
    </Button>
  );
};

const Outcome = ({ tried }: { readonly tried: TryPlanAnswer }) => {
  const { t, say, format } = useLanguage();
  const { broken, events, refused, violations } = tried;
  if (broken === 0) return <span>{t('plan.triedNone', { events })}</span>;
  return (
    <div>
      {t('plan.tried', { broken, events, refused })}
      <ul className="small soft plan-outcome">
        {violations.slice(0, 5).map(({ what, property, title, events: n }) => (
          <li key={`${what} ${property}`}>
            <code>{property}</code> {say(title)} {format.number(n)}
          </li>
        ))}
      </ul>
    </div>
  );
};
