import { localDate } from '#platform';
import type { Sweep } from '../live/touched.ts';
import type { State } from './state.ts';

const sweepEveryMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** Beyond so many people it is less work to look at everybody. */
export const mostTouched = 300_000;

/** What a pass must look at for the time's sake alone. */
export type Turns = {
  /** So long without a pass that what time changed in between is not looked up any more. */
  readonly away: boolean;
  readonly dayTurned: boolean;
  /** What may change at any moment is looked at each hour, and when a day begins. */
  readonly hourTurned: boolean;
};

export const turnsOf = (state: State, now: Date, timeZone: string): Turns => {
  const day = (at: Date): string => JSON.stringify(localDate(at, timeZone));
  const dayTurned = day(now) !== day(state.at);
  return {
    away: now.getTime() - state.at.getTime() > dayMs,
    dayTurned,
    hourTurned: dayTurned || now.getTime() - state.hourlyAt.getTime() >= hourMs,
  };
};

type Edged = { readonly edges: { readonly after: Sweep['after'] }; readonly withoutEvents: boolean };

/** Once a minute: whose events have become as old since as a condition asks for, and who became known by then. */
export const sweepOf = (state: State, some: readonly Edged[], now: Date): Sweep | undefined => {
  if (now.getTime() - state.sweptAt.getTime() < sweepEveryMs) return undefined;
  const after = new Map(
    some.flatMap(({ edges }) => edges.after.map((edge) => [`${edge.afterMs} ${edge.event}`, edge] as const)),
  );
  return {
    from: state.sweptAt,
    until: now,
    after: [...after.values()],
    anybody: some.some(({ withoutEvents }) => withoutEvents),
  };
};

/** The state after a pass that looked at everything up to now. */
export const advanced = (
  state: State,
  now: Date,
  { hourTurned }: Turns,
  seen: { readonly sweep: Sweep | undefined; readonly moved: { readonly until: string } | undefined },
): State => ({
  ...state,
  at: now,
  sweptAt: seen.sweep === undefined ? state.sweptAt : now,
  hourlyAt: hourTurned ? now : state.hourlyAt,
  identityVersion: seen.moved?.until ?? state.identityVersion,
});
