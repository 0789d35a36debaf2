import type { Recorder } from './recorder.ts';
import { scrollPercent } from './scroll-depth.ts';
import { createStopwatch } from './stopwatch.ts';

export type Reading = {
  /** The page came to be seen. */
  readonly resume: () => void;
  /** Or it is no longer. */
  readonly pause: () => void;
  /** The visitor turns away: records `page_left`, if it was seen since the last time. */
  readonly leave: (viewId: string) => void;
  /** Another page is in its place. */
  readonly restart: () => void;
};

/** Scrolling is looked at this often, because to look makes the browser lay out the page. */
const lookEveryMs = 150;

/** How long a page is visible, and how far down it is read. */
export const watchReading = ({ on, record }: Recorder): Reading => {
  const watch = createStopwatch(() => performance.now());
  let deepest = 0;
  let looking = false;

  const look = (part: Element | null): void => {
    // a list in a corner is not the page; an application's main column is
    if (part !== null && part.clientHeight * 2 > innerHeight) deepest = Math.max(deepest, scrollPercent(part));
  };

  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (looking || !on('scroll')) return;
      looking = true;
      setTimeout(() => {
        looking = false;
        look(target instanceof Element ? target : document.scrollingElement);
      }, lookEveryMs);
    },
    // also of what scrolls inside the page
    true,
  );

  return {
    resume: watch.start,
    pause: watch.stop,
    restart: () => {
      deepest = 0;
      watch.take();
      watch.start();
    },
    leave: (viewId) => {
      watch.stop();
      const dwellMs = watch.take();
      if (dwellMs === 0) return;
      if (deepest === 0) look(document.scrollingElement);
      const dwell = on('dwell') ? dwellMs : undefined;
      const scroll = on('scroll') ? deepest : undefined;
      if (dwell ?? scroll) record('page_left', { view_id: viewId, dwell_ms: dwell, scroll_percent: scroll }, true);
    },
  };
};
