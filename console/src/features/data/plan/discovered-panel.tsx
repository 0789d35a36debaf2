import { Button } from 'antd';
import { Link } from 'react-router';
import type { PlanAnswer } from '../../../../../src/collect/plan/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { RowTable, type Column } from '../../../parts/row-table.tsx';
import { editorOf, useDraft } from './use-draft.ts';

type Discovered = PlanAnswer['discovered'][number];

/** What arrives and nobody has defined: one click drafts a definition from what was seen. */
export const DiscoveredPanel = ({ plan }: { readonly plan: PlanAnswer }) => {
  const { t, format } = useLanguage();
  const draft = useDraft();
  const now = new Date(plan.now);
  const columns: readonly Column<Discovered>[] = [
    {
      key: 'name',
      title: t('quarantine.event'),
      onPhone: 'head',
      cell: ({ name }) => (
        <Link to={`/data/plan/${encodeURIComponent(name)}`}>
          <code>{name}</code>
        </Link>
      ),
    },
    { key: 'sources', title: t('plan.sources'), cell: ({ sources }) => sources.join(', ') },
    { key: 'events', title: t('data.events'), align: 'end', cell: ({ events }) => format.number(events) },
    { key: 'first', title: t('plan.firstSeen'), align: 'end', cell: ({ firstSeen }) => format.dateTime(firstSeen) },
    { key: 'last', title: t('data.lastSeen'), align: 'end', cell: ({ lastSeen }) => format.ago(lastSeen, now) },
    {
      key: 'define',
      title: '',
      align: 'end',
      onPhone: 'bare',
      cell: ({ name, definable, hasDraft }) =>
        hasDraft ? (
          <Link to={editorOf(name)}>{t('plan.openDraft')}</Link>
        ) : definable ? (
          <Button
            size="small"
            loading={draft.isPending && draft.variables.name === name}
            onClick={() => draft.mutate({ name })}
          >
            {t('plan.define')}
          </Button>
        ) : (
          <span className="small soft">{t('plan.notDefinable')}</span>
        ),
    },
  ];
  return (
    <Panel
      title={t('plan.discovered')}
      note={t(plan.discovered.length === 0 ? 'plan.discoveredNone' : 'plan.discoveredNote')}
      flush
    >
      {plan.discovered.length > 0 && (
        <RowTable label={t('plan.discovered')} columns={columns} rows={plan.discovered} rowKey={({ name }) => name} />
      )}
    </Panel>
  );
};
