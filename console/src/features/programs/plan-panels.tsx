import type { RoundAnswer } from '../../../../src/loop/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Facts } from '../../parts/facts.tsx';
import { GroupMark } from '../../parts/group-mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { resourceWords } from './resource-words.ts';

type Plan = NonNullable<RoundAnswer['plan']>;
type PlanPanelsProps = {
  readonly plan: Plan;
  readonly spentMinor: number;
  readonly currency: string;
  readonly titles: ReadonlyMap<string, string>;
};

/** What was planned under which limits, how near the optimum it is, and who gets what. */
export const PlanPanels = ({ plan, spentMinor, currency, titles }: PlanPanelsProps) => {
  const { t, say, format } = useLanguage();
  const money = (minor: number) => format.money(minor, currency);
  // Budget is counted in minor units of money, every other limit in pieces; a price is margin per one of either.
  const amount = (resource: string, value: number) => (resource === 'budget' ? money(value) : format.number(value));
  const prices: readonly Column<Plan['prices'][number]>[] = [
    {
      key: 'resource',
      title: t('plan.resource'),
      onPhone: 'head',
      cell: ({ resource }) => resourceWords(resource, titles, t),
    },
    {
      key: 'used',
      title: t('plan.used'),
      align: 'end',
      cell: ({ resource, used, limit }) => (
        <>
          {amount(resource, used)} <span className="quiet">/ {amount(resource, limit)}</span>
        </>
      ),
    },
    {
      key: 'share',
      title: t('plan.usedShare'),
      align: 'end',
      cell: ({ used, limit }) => (limit > 0 ? format.share(used / limit) : ''),
    },
    {
      key: 'price',
      title: t('plan.priceWords'),
      onPhone: 'bare',
      cell: ({ resource, price }) => (
        <span className="soft">
          {price === 0
            ? t('plan.notScarce')
            : resource === 'budget'
              ? t('plan.budgetPrice', { price: format.fixed(price, 2) })
              : t('plan.unitPrice', { price: format.money(price, currency, { exact: true }) })}
        </span>
      ),
    },
  ];
  const offers: readonly Column<Plan['offers'][number]>[] = [
    { key: 'offer', title: t('plan.offer'), onPhone: 'head', cell: ({ title }) => say(title) },
    { key: 'channel', title: t('plan.channel'), cell: ({ channel }) => titles.get(channel) ?? channel },
    { key: 'group', title: t('results.group'), cell: ({ group }) => <GroupMark group={group} /> },
    { key: 'people', title: t('results.people'), align: 'end', cell: ({ people }) => format.number(people) },
    {
      key: 'cost',
      title: t('plan.plannedCost'),
      align: 'end',
      cell: ({ plannedCostMinor }) => money(plannedCostMinor),
    },
  ];
  return (
    <div className="stack">
      <Panel title={t('plan.title')}>
        <Facts
          facts={[
            {
              label: t('plan.chosen'),
              value: format.number(plan.chosen),
              note: t('plan.ofPeople', { people: plan.people }),
            },
            { label: t('plan.candidates'), value: format.number(plan.candidates) },
            {
              label: t('plan.plannedCost'),
              value: money(plan.plannedCostMinor),
              note: t('plan.ofBudget', { budget: money(plan.budgetMinor) }),
            },
            {
              label: t('plan.spent'),
              value: money(spentMinor),
              note:
                plan.budgetMinor > 0
                  ? t('plan.shareOfBudget', { share: format.share(spentMinor / plan.budgetMinor) })
                  : undefined,
            },
            { label: t('plan.plannedValue'), value: money(plan.plannedValueMinor), note: t('plan.plannedValueNote') },
          ]}
        />
        {plan.boundMinor > 0 && (
          <div className="proof">
            <p>
              <strong>{t('plan.proof', { gap: format.share(plan.gap, 3) })}</strong>
            </p>
            <p className="soft">
              {t('plan.proofWords', { bound: money(plan.boundMinor), value: money(plan.plannedValueMinor) })}
            </p>
          </div>
        )}
      </Panel>
      <Panel title={t('plan.limits')} note={t('plan.limitsNote')} flush>
        <RowTable label={t('plan.limits')} columns={prices} rows={plan.prices} rowKey={({ resource }) => resource} />
      </Panel>
      <Panel title={t('plan.who')} flush>
        <RowTable
          label={t('plan.who')}
          columns={offers}
          rows={plan.offers}
          rowKey={({ offer, channel, group }) => `${offer} ${channel} ${group}`}
        />
      </Panel>
    </div>
  );
};
