import type { PlanEventAnswer } from '../../../../../src/collect/plan/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { RowTable, type Column } from '../../../parts/row-table.tsx';

type Violation = PlanEventAnswer['violations'][number];

/** What broke the plan lately, by property and source. */
export const ViolationsPanel = ({ event }: { readonly event: PlanEventAnswer }) => {
  const { t, say, format } = useLanguage();
  const columns: readonly Column<Violation>[] = [
    { key: 'property', title: t('plan.property'), onPhone: 'head', cell: ({ property }) => <code>{property}</code> },
    { key: 'what', title: t('plan.what'), cell: ({ title }) => say(title) },
    { key: 'source', title: t('data.source'), cell: ({ source }) => source },
    { key: 'events', title: t('data.events'), align: 'end', cell: ({ events }) => format.number(events) },
  ];
  const title = t('plan.byProperty', { days: event.days });
  return (
    <Panel title={title} note={event.violations.length === 0 ? t('plan.noViolations') : undefined} flush>
      {event.violations.length > 0 && (
        <RowTable
          label={title}
          columns={columns}
          rows={event.violations}
          rowKey={({ property, what, source }) => `${property} ${what} ${source}`}
        />
      )}
    </Panel>
  );
};
