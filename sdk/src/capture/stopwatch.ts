/** Adds up the time between `start` and `stop`. */
export type Stopwatch = {
  readonly start: () => void;
  readonly stop: () => void;
  /** Milliseconds since the last taking; goes on running if it runs. */
  readonly take: () => number;
};

/** @param now milliseconds by a clock that never goes back */
export const createStopwatch = (now: () => number): Stopwatch => {
  let since: number | undefined;
  let summed = 0;
  const settle = (running: boolean): void => {
    const at = now();
    if (since !== undefined) summed += at - since;
    since = running ? at : undefined;
  };
  return {
    start: () => settle(true),
    stop: () => settle(false),
    take: () => {
      settle(since !== undefined);
      const taken = Math.round(summed);
      summed = 0;
      return taken;
    },
  };
};
