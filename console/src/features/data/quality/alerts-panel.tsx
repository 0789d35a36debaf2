import { Link } from 'react-router';
import type { AlertRow } from '../../../../../src/collect/quality/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { type Column, RowTable } from '../../../parts/row-table.tsx';

/** Open alerts and those that have passed. */
export const AlertsPanel = ({ alerts, now }: { readonly alerts: readonly AlertRow[]; readonly now: Date }) => {
  const { t, say, format } = useLanguage();
  const columns: readonly Column<AlertRow>[] = [
    {
      key: 'alert',
      title: t('quality.alert'),
      onPhone: 'head',
      cell: ({ title, severity, resolvedAt }) => (
        <span className={resolvedAt === null ? 'finding-bad' : 'soft'}>
          {say(title)} {severity === 'critical' && <span className="small">({t('quality.critical')})</span>}
        </span>
      ),
    },
    {
      key: 'about',
      title: t('quality.about'),
      cell: ({ source, event }) => (event === '' ? source : `${source} / ${event}`),
    },
    {
      key: 'value',
      title: t('quality.value'),
      align: 'end',
      cell: ({ value, threshold }) => `${format.number(value, 2)} (${format.number(threshold, 2)})`,
    },
    { key: 'since', title: t('quality.since'), align: 'end', cell: ({ openedAt }) => format.dayTime(openedAt) },
    {
      key: 'state',
      title: t('quality.state'),
      align: 'end',
      cell: ({ resolvedAt }) =>
        resolvedAt === null ? t('quality.open') : t('quality.resolved', { when: format.ago(resolvedAt, now) }),
    },
  ];
  return (
    <Panel
      title={t('quality.alerts')}
      note={t(alerts.length === 0 ? 'quality.alertsNone' : 'quality.alertsNote')}
      extra={<Link to="/documents/Alert">{t('quality.alertsRules')}</Link>}
      flush={alerts.length > 0}
    >
      {alerts.length > 0 && (
        <RowTable label={t('quality.alerts')} columns={columns} rows={alerts.slice(0, 30)} rowKey={({ id }) => id} />
      )}
    </Panel>
  );
};
