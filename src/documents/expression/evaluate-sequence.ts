import { inTime } from './evaluate-aggregate.ts';
import type { History } from './evaluate.ts';
import type { HistoryEvent } from './property-value.ts';
import { windowMs } from './window-edges.ts';
import type { Typed, TypedSequence, TypedStep } from './typed.ts';

/**
 * Whether a person's events hold the sequence, by its definition: for each step all events that can end a chain up to
 * it. The SQL twin keeps only the latest of them, which is all the next step needs.
 */
export const evaluateSequence = (
  { steps, absent, window }: TypedSequence,
  history: History,
  isTrue: (where: Typed, event: HistoryEvent) => boolean,
): boolean => {
  const { start, end } = windowMs(window, history, isTrue);
  const ordered = history.events
    .filter(({ ts }) => ts.getTime() >= start && ts.getTime() < end)
    .toSorted(inTime)
    .map((event, place) => ({ event, place, at: event.ts.getTime() }));
  type Placed = (typeof ordered)[number];
  const fits =
    ({ event: name, where }: TypedStep) =>
    ({ event }: Placed): boolean =>
      event.name === name && (where === null || isTrue(where, event));
  const follows = (late: Placed, early: Placed, withinMs: number | null): boolean =>
    late.place > early.place && late.at - early.at <= (withinMs ?? Infinity);

  const [first, ...others] = steps;
  if (first === undefined) return false;
  let reached = ordered.filter(fits(first));
  for (const step of others) {
    const before = reached;
    reached = ordered.filter(fits(step)).filter((late) => before.some((early) => follows(late, early, step.withinMs)));
  }
  if (absent === null) return reached.length > 0;
  const answers = ordered.filter(fits(absent));
  return reached.some(
    (last) => end - last.at > absent.withinMs && !answers.some((answer) => follows(answer, last, absent.withinMs)),
  );
};
