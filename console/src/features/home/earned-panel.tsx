import { Link } from 'react-router';
import type { HomeAnswer } from '../../../../src/loop/schemas.ts';
import { IntervalAxis, IntervalBar } from '../../charts/interval-bar.tsx';
import { intervalScale } from '../../charts/interval-scale.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Estimate } from '../../parts/estimate.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { minorPerMajor } from '../../i18n/format.ts';

type Earned = HomeAnswer['earned'][number];

/** What each program earned against control: pooled in words, round by round as intervals on one scale. */
export const EarnedPanel = ({
  earned,
  currency,
}: {
  readonly earned: readonly Earned[];
  readonly currency: string;
}) => {
  const { t } = useLanguage();
  return (
    <Panel title={t('home.earned.title')} note={t('home.earned.note')}>
      {earned.length === 0 ? (
        <EmptyNotice title={t('home.earned.empty')} hint={t('home.earned.emptyHint')}>
          <Link to="/documents/Program">{t('home.earned.write')}</Link>
        </EmptyNotice>
      ) : (
        <div className="earned">
          {earned.map((program) => (
            <ProgramEarned key={program.program} program={program} currency={currency} />
          ))}
        </div>
      )}
    </Panel>
  );
};

const ProgramEarned = ({ program, currency }: { readonly program: Earned; readonly currency: string }) => {
  const { t, say, format } = useLanguage();
  const scale = intervalScale(program.rounds.flatMap(({ earnedMinor }) => earnedMinor ?? []));
  const rounds = program.rounds.toSorted((a, b) => b.round - a.round);
  return (
    <article>
      <h3>
        <Link to={`/programs/${program.program}`}>{say(program.title)}</Link>
      </h3>
      <div className="earned-heads">
        <div>
          <span className="earned-against">{t('home.earned.againstHoldout')}</span>
          <Estimate interval={program.pooledMinor} currency={currency} size="large" verdict />
        </div>
        <div>
          <span className="earned-against">{t('home.earned.againstRandom')}</span>
          <Estimate interval={program.versusRandomMinor} currency={currency} size="large" verdict />
        </div>
      </div>
      {rounds.length > 0 && (
        <table className="earned-rounds" aria-label={t('home.earned.byRound')}>
          <thead>
            <tr>
              <th scope="col">{t('home.earned.round')}</th>
              <th scope="col" aria-hidden="true" className="earned-chart">
                <IntervalAxis scale={scale} label={(minor) => format.compact(minor / minorPerMajor(currency))} />
              </th>
              <th scope="col" className="earned-figure">
                {t('home.earned.netMargin')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rounds.map((round) => (
              <tr key={round.round}>
                <th scope="row">
                  <Link to={`/programs/${program.program}/rounds/${round.round}`}>
                    {t('home.earned.roundN', { n: round.round })}
                  </Link>
                  <span className="small quiet">{format.date(round.asOf)}</span>
                </th>
                <td className="earned-chart">
                  <IntervalBar interval={round.earnedMinor} scale={scale} />
                </td>
                <td className="earned-figure">
                  {round.earnedMinor === null ? (
                    <StateMark state={round.state} />
                  ) : (
                    <Estimate interval={round.earnedMinor} currency={currency} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </article>
  );
};
