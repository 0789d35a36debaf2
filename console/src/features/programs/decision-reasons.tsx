import { Button } from 'antd';
import { useState } from 'react';
import type { Decision } from '../../../../src/loop/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';

type Candidate = Decision['candidates'][number];
type DecisionReasonsProps = {
  readonly decision: Decision;
  readonly money: (minor: number) => string;
  readonly titleOf: (name: string) => string;
};

/** The first say why this choice; the others say, one by one, why not the rest. */
const reasonsAtFirst = 3;

/** Why this choice and why not the others: in words, then in figures, the chosen first. */
export const DecisionReasons = ({ decision, money, titleOf }: DecisionReasonsProps) => {
  const { t, say, format } = useLanguage();
  const [all, setAll] = useState(false);
  const shown = all ? decision.reasons : decision.reasons.slice(0, reasonsAtFirst);
  const hidden = decision.reasons.length - shown.length;
  return (
    <>
      <ul className="reasons">
        {shown.map((reason) => (
          <li key={reason.en}>{say(reason)}</li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button type="link" size="small" className="reasons-more" onClick={() => setAll(true)}>
          {t('decisions.moreReasons', { n: hidden })}
        </Button>
      )}
      <div className="decision-facts">
        <span>{t('decisions.propensity', { share: format.share(decision.propensity) })}</span>
        <span>{format.dateTime(decision.at)}</span>
      </div>
      {decision.candidates.length > 0 && (
        <Candidates candidates={decision.candidates} money={money} titleOf={titleOf} />
      )}
    </>
  );
};

const Candidates = ({
  candidates,
  money,
  titleOf,
}: Pick<DecisionReasonsProps, 'money' | 'titleOf'> & { readonly candidates: readonly Candidate[] }) => {
  const { t } = useLanguage();
  const columns: readonly Column<Candidate>[] = [
    {
      key: 'offer',
      title: t('decisions.candidate'),
      onPhone: 'head',
      cell: ({ offer, channel, chosen }) => (
        <>
          {titleOf(offer)} <span className="quiet">{titleOf(channel)}</span>{' '}
          {chosen && <span className="mark mark-ok">✓ {t('decisions.chosen')}</span>}
        </>
      ),
    },
    { key: 'value', title: t('decisions.value'), align: 'end', cell: ({ valueMinor }) => money(valueMinor) },
    { key: 'cost', title: t('decisions.cost'), align: 'end', cell: ({ costMinor }) => money(costMinor) },
    { key: 'net', title: t('decisions.net'), align: 'end', cell: ({ netMinor }) => money(netMinor) },
  ];
  return (
    <div className="inner-rows">
      <RowTable
        label={t('decisions.candidates')}
        columns={columns}
        rows={candidates.toSorted((a, b) => Number(b.chosen) - Number(a.chosen) || b.netMinor - a.netMinor)}
        rowKey={({ offer, channel }) => `${offer} ${channel}`}
        strong={({ chosen }) => chosen}
      />
    </div>
  );
};
