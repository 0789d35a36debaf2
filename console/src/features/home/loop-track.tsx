import { Link } from 'react-router';
import type { HomeAnswer } from '../../../../src/loop/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import './loop-track.css';

type Station = HomeAnswer['loop'][number];

/** Where one looks further into a room's work. */
const pageOf: Readonly<Record<Station['room'], string>> = {
  collect: '/data',
  identify: '/people',
  profile: '/people',
  predict: '/programs',
  decide: '/programs',
  act: '/programs',
  measure: '/programs',
};

const worst = (loop: readonly Station[]): Station['state'] =>
  (['broken', 'attention'] as const).find((state) => loop.some((station) => station.state === state)) ??
  (loop.every(({ state }) => state === 'idle') ? 'idle' : 'ok');

/** The loop as a track of stations; it is walked clockwise and closes through what was learned. */
export const LoopTrack = ({ loop, rounds }: { readonly loop: readonly Station[]; readonly rounds: number }) => {
  const { t, say, format } = useLanguage();
  const state = worst(loop);
  return (
    <section className="loop" aria-labelledby="loop-title">
      <h2 id="loop-title" className={`loop-title loop-title-${state}`}>
        {t(`home.loop.${state}`)}
      </h2>
      <div className="loop-field">
        <svg className="loop-track" aria-hidden="true">
          <rect className="loop-rail" />
          {state !== 'idle' && <rect className="loop-current" pathLength={100} />}
        </svg>
        <ol className="loop-stations">
          {loop.map((station) => (
            <li key={station.room} className={`loop-station loop-at-${station.room} loop-${station.state}`}>
              <span className="loop-dot" aria-hidden="true" />
              <Link to={pageOf[station.room]}>
                <span className="loop-room">
                  {t(`home.room.${station.room}`)}
                  {station.state !== 'ok' && <em>{t(`state.${station.state}`)}</em>}
                </span>
                <span className="loop-figure">{format.number(station.figure)}</span>
                <span className="loop-label">{say(station.label)}</span>
                <span className="loop-detail">{say(station.detail)}</span>
              </Link>
            </li>
          ))}
          <li className="loop-station loop-at-learn loop-learn">
            <span className="loop-dot" aria-hidden="true" />
            <div>
              <span className="loop-room">{t('home.room.learn')}</span>
              <span className="loop-figure">{format.number(rounds)}</span>
              <span className="loop-label">{t('home.learn.label', { n: rounds })}</span>
              <span className="loop-detail">{t('home.learn.detail')}</span>
            </div>
          </li>
        </ol>
      </div>
    </section>
  );
};
