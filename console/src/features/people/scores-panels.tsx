import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import '../audiences/audiences.css';
import { Sparkline } from '../audiences/sparkline.tsx';

type Score = PersonAnswer['scores'][number];

/** Each model's score with the reasons that raised and lowered it. */
export const ScoresPanels = ({ scores }: { readonly scores: readonly Score[] }) => {
  const { t } = useLanguage();
  if (scores.length === 0) return <EmptyNotice title={t('people.noScores')} hint={t('people.noScoresHint')} />;
  return (
    <div className="stack">
      {scores.map((score) => (
        <ScorePanel key={score.model} score={score} />
      ))}
    </div>
  );
};

const ScorePanel = ({ score }: { readonly score: Score }) => {
  const { t, say, format } = useLanguage();
  const reasons = score.reasons.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const largest = Math.max(...reasons.map(({ contribution }) => Math.abs(contribution)), 1e-9);
  return (
    <Panel
      title={say(score.title)}
      note={t('people.scoreOf', { version: score.version, when: format.dateTime(score.asOf) })}
    >
      <Facts
        facts={[
          { label: t('decisions.score'), value: format.share(score.score) },
          ...(score.history.length > 1
            ? [
                {
                  label: t('people.course'),
                  value: <Sparkline values={score.history.flatMap(({ value }) => (value === null ? [] : [value]))} />,
                  note: t('people.courseNote', { n: score.history.length }),
                },
              ]
            : []),
          { label: t('people.rank'), value: t('people.higherThan', { share: format.share(score.percentile, 0) }) },
        ]}
      />
      {reasons.length > 0 && (
        <>
          <h3 className="person-why">{t('people.why')}</h3>
          <p className="small quiet">{t('people.whyNote')}</p>
          <ul className="signed">
            {reasons.map(({ feature, title, value, contribution }) => (
              <li key={feature}>
                <span>
                  {say(title)} <span className="quiet">{value === null ? noFigure : format.number(value, 2)}</span>
                </span>
                <span className="signed-rail" aria-hidden="true">
                  <i
                    className={contribution >= 0 ? 'signed-up' : 'signed-down'}
                    style={
                      contribution >= 0
                        ? { left: '50%', width: `${(50 * contribution) / largest}%` }
                        : { right: '50%', width: `${(-50 * contribution) / largest}%` }
                    }
                  />
                </span>
                <b className={contribution >= 0 ? 'signed-up-text' : 'signed-down-text'}>
                  <span className="unseen">{t(contribution >= 0 ? 'people.raises' : 'people.lowers')}</span>
                  {contribution >= 0 ? '+' : '−'}
                  {format.fixed(Math.abs(contribution), 2)}
                </b>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
};
