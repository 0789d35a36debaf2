/** Time is data: nobody reads the wall clock but through this. */
export type Clock = { readonly now: () => Date };

export type ManualClock = Clock & { readonly set: (to: Date) => void };

export const systemClock = (): Clock => ({ now: () => new Date() });

/** A clock that stands still until set: tests and the simulated world live by it. */
export const manualClock = (start: Date): ManualClock => {
  let now = start;
  return { now: () => new Date(now), set: (to) => void (now = to) };
};

/** The workspace's clock: real time, unless a simulated world holds it at a time of its own. */
export type WorkspaceClock = ManualClock & { readonly release: () => void };

export const workspaceClock = (): WorkspaceClock => {
  let held: Date | undefined;
  return {
    now: () => new Date(held ?? Date.now()),
    set: (to) => void (held = to),
    release: () => void (held = undefined),
  };
};
