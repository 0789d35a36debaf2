import type { Ago, Expression, Window } from './ast.ts';
import type { Edge, Typed, TypedWindow } from './typed.ts';

/** All of the past. */
export const always: TypedWindow = { from: null, until: null };

/** A window as its two edges. `condition` decides the types in a since-event window's `where`. */
export const typedWindow = (window: Window | null, condition: (where: Expression) => Typed): TypedWindow => {
  if (window === null) return always;
  switch (window.type) {
    case 'rolling':
      return { from: ago(window.from), until: window.until === null ? null : ago(window.until) };
    case 'calendar': {
      const { unit, back } = window;
      return { from: { type: 'calendar', unit, back }, until: back === 0 ? null : { type: 'calendar', unit, back: 0 } };
    }
    case 'since':
      return { from: { type: 'date', date: window.date }, until: null };
    case 'since_event': {
      const { which, event, where } = window;
      return { from: { type: 'event', which, event, where: where === null ? null : condition(where) }, until: null };
    }
  }
};

const ago = (given: Ago): Edge => ({ type: 'ago', ms: msOf(given) });
const windowUnitMs = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
export const msOf = ({ count, unit }: Ago): number => count * windowUnitMs[unit];
