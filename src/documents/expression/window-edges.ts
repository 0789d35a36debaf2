import { midnight, startOf } from '#platform';
import type { History } from './evaluate.ts';
import type { HistoryEvent } from './property-value.ts';
import type { Edge, EventEdge, Typed, TypedWindow } from './typed.ts';

type IsTrue = (where: Typed, event: HistoryEvent) => boolean;

/** The window in milliseconds since 1970, [start, end). Nothing at or after T is in it, whatever it says. */
export const windowMs = (
  window: TypedWindow,
  history: History,
  isTrue: IsTrue,
): { readonly start: number; readonly end: number } => ({
  start: startMs(window.from, history, isTrue),
  end: window.until === null ? history.asOf.getTime() : edgeMs(window.until, history),
});

const startMs = (from: TypedWindow['from'], history: History, isTrue: IsTrue): number => {
  if (from === null) return -Infinity;
  return from.type === 'event' ? afterEvent(from, history, isTrue) : edgeMs(from, history);
};

/** Times are whole milliseconds, so strictly after is one later. */
const afterEvent = ({ which, event: name, where }: EventEdge, { events, asOf }: History, isTrue: IsTrue): number => {
  const times = events
    .filter((event) => event.name === name && event.ts < asOf && (where === null || isTrue(where, event)))
    .map(({ ts }) => ts.getTime());
  if (times.length === 0) return Infinity;
  return (which === 'last' ? Math.max(...times) : Math.min(...times)) + 1;
};

const edgeMs = (edge: Edge, { asOf, timeZone = 'UTC' }: History): number => {
  switch (edge.type) {
    case 'ago':
      return asOf.getTime() - edge.ms;
    case 'calendar':
      return startOf(edge.unit, asOf, timeZone, edge.back).getTime();
    case 'date': {
      const [year = 0, month = 0, day = 0] = edge.date.split('-').map(Number);
      return midnight(year, month, day, timeZone).getTime();
    }
  }
};
