import type { RoundAnswer, Step } from '../../../../src/loop/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { figureWord } from './figure-word.ts';

/** What did not happen (nothing failed, nothing out of stock) is not worth a line. */
const shownFigures = 3;

/** The round's steps in order: done, running, to come; how long each took and what it did. */
export const StepsPanel = ({ round }: { readonly round: RoundAnswer }) => {
  const { t, say, format } = useLanguage();
  const { steps, error, notes, messagesWaiting: waiting } = round;
  const took = ({ startedAt, finishedAt }: Step): string | null =>
    startedAt === null || finishedAt === null
      ? null
      : format.span(new Date(finishedAt).getTime() - new Date(startedAt).getTime());
  return (
    <Panel title={t('round.steps')}>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.name} className={`step-${step.state}`}>
            <span className="step-dot" aria-hidden="true" />
            <span className="step-name">
              {t(`step.${step.name}`)}
              <span className="unseen">: {t(`state.${step.state}`)}</span>
            </span>
            <span className="small">{took(step) ?? t(`state.${step.state}`)}</span>
            {Object.entries(step.figures)
              .filter(([, value]) => value !== 0)
              .slice(0, shownFigures)
              .map(([name, value]) => (
                <span key={name} className="small">
                  {format.number(value, 3)} {figureWord(name, value, t)}
                </span>
              ))}
          </li>
        ))}
      </ol>
      {notes.map((note) => (
        <p key={note.en} role="note">
          {say(note)}
        </p>
      ))}
      {waiting !== null && (
        <p role="status">{t('round.messagesWaiting', { n: waiting.messages, when: format.dayTime(waiting.until) })}</p>
      )}
      {error !== null && (
        <p role="alert" className="alarm">
          {say(error)}
        </p>
      )}
    </Panel>
  );
};
