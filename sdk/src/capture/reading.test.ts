import { describe, expect, test } from 'vitest';
import { scrollPercent } from './scroll-depth.ts';
import { createStopwatch } from './stopwatch.ts';

describe('the stopwatch', () => {
  test('adds up what lies between start and stop, and nothing else', () => {
    let now = 100;
    const watch = createStopwatch(() => now);
    const after = (ms: number, what: () => void) => {
      now += ms;
      what();
    };
    after(50, watch.start);
    after(300, watch.stop);
    after(9_000, watch.start);
    after(25, watch.start);
    after(25, watch.stop);
    after(70, watch.stop);
    expect([watch.take(), watch.take()]).toEqual([350, 0]);
  });

  test('goes on running when it is read', () => {
    let now = 0;
    const watch = createStopwatch(() => now);
    watch.start();
    now = 10;
    expect(watch.take()).toBe(10);
    now = 25;
    expect(watch.take()).toBe(15);
  });
});

describe('scroll depth', () => {
  test.each([
    [{ scrollTop: 0, clientHeight: 700, scrollHeight: 2800 }, 25],
    [{ scrollTop: 2100, clientHeight: 700, scrollHeight: 2800 }, 100],
    // browsers round: the end is often a pixel further than the height
    [{ scrollTop: 2100.6, clientHeight: 700, scrollHeight: 2800 }, 100],
    // rubber bands of phones pull above the top
    [{ scrollTop: -140, clientHeight: 700, scrollHeight: 2800 }, 20],
    [{ scrollTop: 0, clientHeight: 700, scrollHeight: 0 }, 100],
  ])('%j is %i percent', (scrolled, percent) => {
    expect(scrollPercent(scrolled)).toBe(percent);
  });
});
