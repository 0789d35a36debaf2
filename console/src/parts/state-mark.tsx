import { useLanguage } from '../i18n/language.tsx';
import './mark.css';

const tones = {
  ok: 'ok',
  done: 'ok',
  published: 'ok',
  redeemed: 'ok',
  attention: 'attention',
  running: 'primary',
  waiting: 'quiet',
  idle: 'quiet',
  draft: 'quiet',
  issued: 'quiet',
  checked: 'primary',
  claimed: 'primary',
  expired: 'quiet',
  void: 'quiet',
  archived: 'quiet',
  broken: 'broken',
  failed: 'broken',
} as const;
export type MarkedState = keyof typeof tones;

/** A state as a dot and its word; the dot breathes while something runs. */
export const StateMark = ({ state }: { readonly state: MarkedState }) => {
  const { t } = useLanguage();
  return (
    <span className={`mark mark-${tones[state]}`}>
      <span className={state === 'running' ? 'mark-dot mark-dot-running' : 'mark-dot'} aria-hidden="true" />
      {t(`state.${state}`)}
    </span>
  );
};
