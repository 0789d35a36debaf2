import { describe, expect, test } from 'vitest';
import { localDate, midnight, startOf } from './calendar.ts';

const shanghai = 'Asia/Shanghai';
const at = new Date('2026-11-22T16:30:00Z'); // Monday 23 November, half past midnight in Shanghai

describe('the calendar of a time zone', () => {
  test.each([
    ['day', 0, '2026-11-22T16:00:00.000Z'],
    ['day', 1, '2026-11-21T16:00:00.000Z'],
    ['week', 0, '2026-11-22T16:00:00.000Z'],
    ['week', 1, '2026-11-15T16:00:00.000Z'],
    ['month', 0, '2026-10-31T16:00:00.000Z'],
    ['month', 1, '2026-09-30T16:00:00.000Z'],
    ['quarter', 0, '2026-09-30T16:00:00.000Z'],
    ['quarter', 1, '2026-06-30T16:00:00.000Z'],
    ['year', 0, '2025-12-31T16:00:00.000Z'],
    ['year', 1, '2024-12-31T16:00:00.000Z'],
  ] as const)('%s, %i back, began at %s', (unit, back, began) => {
    expect(startOf(unit, at, shanghai, back).toISOString()).toBe(began);
  });

  test('knows the local date', () => {
    expect(localDate(at, shanghai)).toEqual({ year: 2026, month: 11, day: 23 });
    expect(localDate(at, 'UTC')).toEqual({ year: 2026, month: 11, day: 22 });
  });

  test('midnights of days that are 23 and 25 hours long are their own', () => {
    const hours = (day: number, month: number): number =>
      (midnight(2025, month, day + 1, 'America/New_York').getTime() -
        midnight(2025, month, day, 'America/New_York').getTime()) /
      3_600_000;
    expect([hours(8, 3), hours(9, 3), hours(1, 11), hours(2, 11)]).toEqual([24, 23, 24, 25]);
  });

  test('an unknown zone is refused', () => {
    expect(() => startOf('day', at, 'Mars/Base')).toThrow(RangeError);
  });
});
