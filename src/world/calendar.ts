import type { Category } from './catalogue.ts';

export const dayMs = 86_400_000;
/** People come and go, and the brand's campaigns went out, on a grid of this many days that meets the end of the history. */
export const blockDays = 30;

/** Days are UTC days counted from the start of the history; day 0 is its first. */
export type Calendar = {
  readonly startMs: number;
  /** The first day after the history: T0. */
  readonly historyDays: number;
  readonly dayOf: (at: Date | number) => number;
  readonly blockOf: (day: number) => number;
  readonly blockStart: (block: number) => number;
  /**
   * Operational time of a category at the beginning of a day: the sum of its seasonal factors until then. Need
   * clocks tick in it, faster before a festival.
   */
  readonly ticks: (category: Category, day: number) => number;
  /** The day in which the clock reads `ticks`; `Infinity` beyond `lastDay`. */
  readonly dayAtTicks: (category: Category, ticks: number) => number;
};

/** How far beyond T0 the world can live, in days. */
const futureDays = 1500;

/** @param start any moment of the history's first UTC day @param months calendar months of history */
export const createCalendar = (start: Date, months: number): Calendar => {
  const startMs = Math.floor(start.getTime() / dayMs) * dayMs;
  const end = new Date(startMs);
  end.setUTCMonth(end.getUTCMonth() + months);
  const historyDays = Math.round((end.getTime() - startMs) / dayMs);
  const lastDay = historyDays + futureDays;
  const clocks = new Map<Category['season'], Float64Array>();
  const clockOf = (category: Category): Float64Array => {
    const known = clocks.get(category.season);
    if (known) return known;
    const clock = new Float64Array(lastDay + 1);
    for (let day = 0; day < lastDay; day++) {
      clock[day + 1] = (clock[day] ?? 0) + season(category.season, new Date(startMs + day * dayMs));
    }
    clocks.set(category.season, clock);
    return clock;
  };
  return {
    startMs,
    historyDays,
    dayOf: (at) => Math.floor((Number(at) - startMs) / dayMs),
    blockOf: (day) => Math.floor((day - historyDays) / blockDays),
    blockStart: (block) => historyDays + block * blockDays,
    ticks: (category, day) => {
      const ticks = clockOf(category)[day];
      if (ticks === undefined) throw new RangeError(`day ${day} lies outside the world's calendar`);
      return ticks;
    },
    dayAtTicks: (category, ticks) => {
      const clock = clockOf(category);
      if (ticks >= (clock[lastDay] ?? 0)) return Infinity;
      let low = 0;
      let high = lastDay;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((clock[middle] ?? 0) <= ticks) low = middle;
        else high = middle;
      }
      return low;
    },
  };
};

/** The factor on a category's needs: 618 and Double 11 for all, summer for air conditioners, a quiet Spring Festival. */
const season = (kind: Category['season'], date: Date): number => {
  const monthDay = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  const festival = (monthDay >= 528 && monthDay <= 618) || (monthDay >= 1025 && monthDay <= 1111);
  const quiet = monthDay >= 120 && monthDay <= 220;
  const general = festival ? 1.7 : quiet ? 0.75 : 0.95;
  if (kind === 'even') return 1 + 0.4 * (general - 1);
  if (kind === 'festival') return general;
  const hot = monthDay >= 501 && monthDay <= 820;
  return general * (hot ? 1.8 : 0.65);
};

/** A moment of the day, in ms after 00:00 UTC, as people in China keep it: few at night, most in the evening. */
export const momentOfDay = (u: number, v: number): number => {
  const index = Math.min(
    hourCurve.length - 1,
    hourCurve.findIndex((reached) => u < reached),
  );
  return (Math.max(0, index) + v) * 3_600_000;
};

// share of the day's visits per hour, from 00:00 UTC = 08:00 in China
const hourShares = [4, 5, 6, 6, 7, 6, 5, 5, 5, 5, 5, 6, 8, 9, 8, 5, 2, 1, 0.5, 0.3, 0.2, 0.3, 0.7, 2];
const hourCurve = hourShares.map(
  (_, hour) =>
    hourShares.slice(0, hour + 1).reduce((sum, share) => sum + share, 0) /
    hourShares.reduce((sum, share) => sum + share, 0),
);
