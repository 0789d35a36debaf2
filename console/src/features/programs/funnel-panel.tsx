import type { GroupResult, Results } from '../../../../src/measure/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { GroupMark, groupColour } from '../../parts/group-mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { inGroupOrder } from './groups-panel.tsx';

const steps = ['people', 'chosen', 'reached', 'clicked', 'claimed', 'redeemed', 'buyers'] as const;
type StepName = (typeof steps)[number];
const rows = [...steps, 'gmv'] as const;
type RowName = (typeof rows)[number];
/** The step each is a share of; buyers need no coupon, so they are a share of the whole group. */
const shareOf: Readonly<Record<StepName, StepName | null>> = {
  people: null,
  chosen: 'people',
  reached: 'chosen',
  clicked: 'reached',
  claimed: 'clicked',
  redeemed: 'claimed',
  buyers: 'people',
};

/** From decision to purchase, step by step, one column per group. */
export const FunnelPanel = ({ results }: { readonly results: Results }) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const groups = inGroupOrder(results.groups);
  const cell = (group: GroupResult, step: RowName) => {
    if (step === 'gmv') return <strong>{format.money(group.gmvMinor, results.currency)}</strong>;
    const before = shareOf[step];
    const base = before === null ? 0 : group[before];
    const touched = group.chosen > 0 || step === 'people' || step === 'buyers';
    if (!touched) return <span className="quiet">{noFigure}</span>;
    return (
      <span className="funnel-cell">
        <span>
          <span>{format.number(group[step])}</span>
          <span className="quiet">{base > 0 ? format.share(group[step] / base) : ''}</span>
        </span>
        <span className="funnel-bar" aria-hidden="true">
          <i
            style={{
              width: `${group.people === 0 ? 0 : (100 * group[step]) / group.people}%`,
              background: groupColour(palette, group.group),
            }}
          />
        </span>
      </span>
    );
  };
  const columns: readonly Column<RowName>[] = [
    { key: 'step', title: t('funnel.step'), width: '20%', onPhone: 'head', cell: (step) => t(`funnel.${step}`) },
    ...groups.map((group): Column<RowName> => ({
      key: group.group,
      title: <GroupMark group={group.group} />,
      width: '20%',
      onPhone: 'bare',
      cell: (step) => (
        <div className="funnel-line">
          <span className="only-phone">
            <GroupMark group={group.group} />
          </span>
          {cell(group, step)}
        </div>
      ),
    })),
  ];
  return (
    <Panel title={t('funnel.title')} note={t('funnel.note')} flush>
      <RowTable label={t('funnel.title')} columns={columns} rows={rows} rowKey={(step) => step} />
    </Panel>
  );
};
