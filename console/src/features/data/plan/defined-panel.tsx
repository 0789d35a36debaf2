import { Link } from 'react-router';
import type { PlanAnswer } from '../../../../../src/collect/plan/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { RowTable, type Column } from '../../../parts/row-table.tsx';
import { DayBars } from './day-bars.tsx';

type Defined = PlanAnswer['defined'][number];

/** The defined events with what arrives of each and what breaks the plan. */
export const DefinedPanel = ({ plan }: { readonly plan: PlanAnswer }) => {
  const { t, say, format } = useLanguage();
  const now = new Date(plan.now);
  const columns: readonly Column<Defined>[] = [
    {
      key: 'name',
      title: t('quarantine.event'),
      onPhone: 'head',
      cell: ({ name, title, hasDraft }) => (
        <span className="plan-name">
          <Link to={`/data/plan/${encodeURIComponent(name)}`}>{say(title)}</Link>
          <code className="quiet small">{name}</code>
          {hasDraft && <span className="plan-tag">{t('plan.draft')}</span>}
        </span>
      ),
    },
    { key: 'mode', title: t('plan.mode'), cell: ({ mode }) => t(`plan.mode.${mode}`) },
    { key: 'owner', title: t('plan.owner'), cell: ({ owner }) => owner ?? <span className="quiet">—</span> },
    { key: 'properties', title: t('plan.properties'), align: 'end', cell: (row) => format.number(row.properties) },
    { key: 'events', title: t('data.events'), align: 'end', cell: ({ events }) => format.number(events) },
    {
      key: 'violations',
      title: t('plan.violations'),
      align: 'end',
      cell: ({ violations, violationsByDay }) => (
        <span className="plan-violations">
          <DayBars counts={violationsByDay} />
          {format.number(violations)}
        </span>
      ),
    },
    {
      key: 'last',
      title: t('data.lastSeen'),
      align: 'end',
      cell: ({ lastSeen }) =>
        lastSeen === null ? <span className="quiet">{t('plan.never')}</span> : format.ago(lastSeen, now),
    },
  ];
  return (
    <Panel title={t('plan.defined')} note={t('plan.definedNote', { days: plan.days })} flush>
      <RowTable label={t('plan.defined')} columns={columns} rows={plan.defined} rowKey={({ name }) => name} />
    </Panel>
  );
};
