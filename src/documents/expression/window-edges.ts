import { midnight, startOf } from '#platform';
import type { History } from './evaluate.ts';
import type { Edge, TypedWindow } from './typed.ts';

/** The window in milliseconds since 1970, [start, end). Nothing at or after T is in it, whatever it says. */
export const windowMs = (window: TypedWindow, history: History): { readonly start: number; readonly end: number } => ({
  start: window.from === null ? -Infinity : edgeMs(window.from, history),
  end: window.until === null ? history.asOf.getTime() : edgeMs(window.until, history),
});

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
