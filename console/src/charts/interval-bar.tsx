import type { ReactNode } from 'react';
import type { Interval } from '../../../src/platform/schemas.ts';
import { placeOn, verdictOf, type IntervalScale } from './interval-scale.ts';
import './interval-bar.css';

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** One interval on a shared scale: a line from low to high, a dot at the estimate, a hair line at zero. Its words stand beside it. */
export const IntervalBar = ({
  interval,
  scale,
  tone,
}: {
  readonly interval: Interval | null;
  readonly scale: IntervalScale;
  readonly tone?: string;
}) => (
  <div className="interval" aria-hidden="true" {...(tone === undefined ? {} : { style: { color: tone } })}>
    {scale.ticks.map((tick) => (
      <span
        key={tick}
        className={tick === 0 ? 'interval-zero' : 'interval-tick'}
        style={{ left: percent(placeOn(scale, tick)) }}
      />
    ))}
    {interval !== null && (
      <>
        <span
          className={verdictOf(interval) === 'unclear' ? 'interval-line interval-line-unclear' : 'interval-line'}
          style={{ left: percent(placeOn(scale, interval.low)), right: percent(1 - placeOn(scale, interval.high)) }}
        />
        <span className="interval-dot" style={{ left: percent(placeOn(scale, interval.estimate)) }} />
      </>
    )}
  </div>
);

/** The scale's tick labels; stands under or over a column of bars. */
export const IntervalAxis = ({
  scale,
  label,
}: {
  readonly scale: IntervalScale;
  readonly label: (value: number) => ReactNode;
}) => (
  <div className="interval-axis" aria-hidden="true">
    {scale.ticks.map((tick) => (
      <span key={tick} style={{ left: percent(placeOn(scale, tick)) }}>
        {label(tick)}
      </span>
    ))}
  </div>
);
