import { expect, it } from 'vitest';
import { byDay } from './by-day.ts';

it('keeps the order of events and days, and loses none', () => {
  const events = ['2026-03-02T20:00:00', '2026-03-02T08:00:00', '2026-03-01T23:59:59'].map((at) => ({ at }));
  expect(byDay(events).map(([, list]) => list.map(({ at }) => at))).toEqual([
    ['2026-03-02T20:00:00', '2026-03-02T08:00:00'],
    ['2026-03-01T23:59:59'],
  ]);
});
