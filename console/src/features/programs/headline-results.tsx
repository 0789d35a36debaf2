import type { GroupName, Results } from '../../../../src/measure/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Estimate } from '../../parts/estimate.tsx';
import { Panel } from '../../parts/panel.tsx';

const controls: readonly GroupName[] = ['holdout', 'random', 'rule'];

/** The model group against each other group, in total: the figures a manager asks for first. */
export const HeadlineResults = ({
  title,
  note,
  results,
}: {
  readonly title: string;
  readonly note: string;
  readonly results: Results;
}) => {
  const { t } = useLanguage();
  const comparisons = results.groups.find(({ group }) => group === 'model')?.comparisons ?? [];
  return (
    <Panel title={title} note={note}>
      <div className="headline">
        {controls.map((group) => {
          const found = comparisons.find(({ against }) => against === group);
          return (
            <div key={group}>
              <span className="soft small">{t('program.modelAgainst', { group: t(`group.${group}`) })}</span>
              <Estimate
                interval={found?.netMarginTotalMinor ?? null}
                currency={results.currency}
                size="large"
                verdict
              />
            </div>
          );
        })}
      </div>
      {!results.complete && <p className="headline-note">{t('results.incomplete')}</p>}
    </Panel>
  );
};
