import { useLanguage } from '../../../i18n/language.tsx';

const heightPx = 20;
const barPx = 5;
const gapPx = 2;

/** A count per day as bars; a line of nothing when all are zero. */
export const DayBars = ({ counts }: { readonly counts: readonly number[] }) => {
  const { t, format } = useLanguage();
  const most = Math.max(1, ...counts);
  return (
    <svg
      className="day-bars"
      width={counts.length * (barPx + gapPx)}
      height={heightPx}
      role="img"
      aria-label={t('plan.perDay', { list: counts.map((n) => format.number(n)).join(', ') })}
    >
      {counts.map((n, day) => {
        const height = n === 0 ? 1 : Math.max(3, (n / most) * heightPx);
        return (
          // a day has no identity but its place
          <rect
            key={day}
            x={day * (barPx + gapPx)}
            y={heightPx - height}
            width={barPx}
            height={height}
            rx={1}
            className={n === 0 ? 'day-none' : undefined}
          />
        );
      })}
    </svg>
  );
};
