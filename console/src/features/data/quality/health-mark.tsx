import type { QualityState } from '../../../../../src/collect/quality/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import '../../../parts/mark.css';

const tones = { ok: 'ok', watch: 'attention', bad: 'broken', unknown: 'quiet' } as const;

/** How healthy something is, as a dot and a word. */
export const HealthMark = ({ state }: { readonly state: QualityState }) => {
  const { t } = useLanguage();
  return (
    <span className={`mark mark-${tones[state]}`}>
      <span className="mark-dot" aria-hidden="true" />
      {t(`quality.state.${state}`)}
    </span>
  );
};
