import type { Interval } from '../../../src/platform/schemas.ts';
import { verdictOf } from '../charts/interval-scale.ts';
import { useLanguage } from '../i18n/language.tsx';
import './estimate.css';

export type EstimateProps = {
  readonly interval: Interval | null;
  readonly currency: string;
  readonly size?: 'large' | 'small';
  /** Two decimals: for figures per head. */
  readonly exact?: boolean;
  /** Say in words whether the interval excludes zero. */
  readonly verdict?: boolean;
};

const verdictWords = { above: 'interval.clear', below: 'interval.clearlyBelow', unclear: 'interval.unclear' } as const;

/** Money with its 95 % interval: the estimate is never shown without it. */
export const Estimate = ({ interval, currency, size = 'small', exact = false, verdict = false }: EstimateProps) => {
  const { t, format } = useLanguage();
  if (interval === null) return <span className="estimate-none">{t('interval.none')}</span>;
  const judged = verdictOf(interval);
  return (
    <span className={`estimate estimate-${size}`}>
      <span className={`estimate-value estimate-${judged}`}>
        {format.money(interval.estimate, currency, { signed: true, exact })}
      </span>
      <span className="estimate-range" title={t('interval.ninetyFive')}>
        {size === 'large' && `${t('interval.ninetyFive')} `}
        {format.moneyRange(interval, currency, { exact })}
      </span>
      {verdict && <span className="estimate-range">{t(verdictWords[judged])}</span>}
    </span>
  );
};
