import type { Drift } from '../../../../src/profile/feature-catalogue/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import '../../parts/mark.css';

const tones = { same: 'ok', shifted: 'attention', different: 'broken' } as const;

/** How far a feature has moved, in a word with its index. */
export const DriftMark = ({ drift }: { readonly drift: Pick<Drift, 'psi' | 'verdict'> | null }) => {
  const { t, format } = useLanguage();
  if (drift === null) return <span className="quiet">{noFigure}</span>;
  return (
    <span className={`mark mark-${tones[drift.verdict]}`}>
      <span className="mark-dot" aria-hidden="true" />
      {t(`quality.${drift.verdict}`)} <span className="quiet small">{format.fixed(drift.psi, 3)}</span>
    </span>
  );
};
