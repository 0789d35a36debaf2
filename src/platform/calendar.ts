export const calendarUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type CalendarUnit = (typeof calendarUnits)[number];

/**
 * When the local day, week (from Monday), month, quarter or year began that holds `at`, or one `back` units before it.
 * @param timeZone IANA name, e.g. Asia/Shanghai
 * @throws RangeError for an unknown zone
 */
export const startOf = (unit: CalendarUnit, at: Date, timeZone: string, back = 0): Date => {
  const { year, month, day } = localDate(at, timeZone);
  switch (unit) {
    case 'day':
      return midnight(year, month, day - back, timeZone);
    case 'week': {
      const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
      return midnight(year, month, day - weekday - 7 * back, timeZone);
    }
    case 'month':
      return midnight(year, month - back, 1, timeZone);
    case 'quarter':
      return midnight(year, month - ((month - 1) % 3) - 3 * back, 1, timeZone);
    case 'year':
      return midnight(year - back, 1, 1, timeZone);
  }
};

/** Local midnight as an instant. Days and months beyond their range carry over, as in `Date.UTC`. */
export const midnight = (year: number, month: number, day: number, timeZone: string): Date => {
  const wall = Date.UTC(year, month - 1, day);
  // the offset that holds at midnight itself, which may differ from the one at the same clock time in UTC
  const guess = wall - offsetMs(new Date(wall), timeZone);
  return new Date(wall - offsetMs(new Date(guess), timeZone));
};

type LocalDate = { readonly year: number; readonly month: number; readonly day: number };

export const localDate = (at: Date, timeZone: string): LocalDate => {
  const parts = partsOf(at, timeZone);
  return { year: parts.year, month: parts.month, day: parts.day };
};

const offsetMs = (at: Date, timeZone: string): number => {
  const { year, month, day, hour, minute, second } = partsOf(at, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000;
};

type Parts = LocalDate & { readonly hour: number; readonly minute: number; readonly second: number };

const partsOf = (at: Date, timeZone: string): Parts => {
  const read = new Map(
    formatter(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => read.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
};

const formatters = new Map<string, Intl.DateTimeFormat>();
const formatter = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
};
