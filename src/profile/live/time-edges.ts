import { type Typed, type TypedSequence, type TypedWindow } from '#documents';

/** How time alone can change an answer. */
export type TimeEdges = {
  /** `event.afterMs` → the answer may change for whoever has such an event, so long after it. */
  readonly after: readonly { readonly event: string; readonly afterMs: number }[];
  /** It may change for anybody when the local day turns. */
  readonly daily: boolean;
  /** It may change at any moment, in a way no cheaper rule is known for. */
  readonly always: boolean;
};

const dayMs = 86_400_000;

/**
 * What an answer as of T depends on besides the person's events.
 *
 * An event at `ts` enters or leaves a window's edge W before T exactly when T passes ts + W; a threshold
 * `days_since(e) > n` turns when T passes ts + n days; an absence, when its time is over. So between two moments L < N only
 * people with such an event at ts ∈ [L − W, N − W) can have changed, and a look at those alone is exact.
 * W = 0 is there for every event: one that says it lies in the future counts from then on.
 */
export const timeEdges = (typed: Typed): TimeEdges => {
  const found = { after: new Map<string, { event: string; afterMs: number }>(), daily: false, always: false };
  const note = (event: string, afterMs: number): void => {
    if (afterMs >= 0) found.after.set(`${event}\u0000${afterMs}`, { event, afterMs });
  };
  const noteWindow = (event: string, { from, until }: TypedWindow): void => {
    for (const edge of [from, until]) {
      if (edge?.type === 'ago') note(event, edge.ms);
      if (edge?.type === 'calendar') found.daily = true;
      if (edge?.type === 'event') note(edge.event, 0);
    }
    note(event, 0);
  };
  const noteSequence = ({ steps, absent, window }: TypedSequence): void => {
    for (const { event } of steps) noteWindow(event, window);
    if (absent === null) return;
    noteWindow(absent.event, window);
    const last = steps.at(-1);
    const ends = window.until?.type === 'ago' ? window.until.ms : 0;
    if (last !== undefined) note(last.event, ends + absent.withinMs);
  };
  /** `compared`: the number the value is compared with, null when it is not compared with one. */
  const look = (node: Typed, compared: number | null): void => {
    switch (node.type) {
      case 'literal':
      case 'property':
        return;
      case 'aggregate':
        noteWindow(node.event, node.window);
        if (node.name !== 'days_since' && node.name !== 'days_since_first') return;
        if (compared === null) found.always = true;
        else note(node.event, Math.round(compared * dayMs));
        return;
      case 'sequence':
        return noteSequence(node);
      case 'trait':
        for (const event of traitEventNames) noteWindow(event, node.window);
        return;
      case 'coalesce':
        for (const arg of node.args) look(arg, compared);
        return;
      case 'compare':
        look(node.left, node.right.type === 'literal' ? numberOf(node.right.value) : null);
        look(node.right, node.left.type === 'literal' ? numberOf(node.left.value) : null);
        return;
      case 'exists':
        // whether there is a value does not depend on how long ago it was
        look(node.operand, 0);
        return;
      case 'choose':
        for (const { when } of node.cases) look(when, null);
        return;
      case 'not':
      case 'negate':
      case 'member':
        look(node.operand, null);
        return;
      case 'arithmetic':
        look(node.left, null);
        look(node.right, null);
        return;
      case 'all':
      case 'any':
        for (const operand of node.operands) look(operand, null);
        return;
      default:
        // what is told by other stores than the log, or is too new to be known here
        found.always = true;
    }
  };
  look(typed, null);
  return { after: [...found.after.values()], daily: found.daily, always: found.always };
};

const numberOf = (value: number | string | boolean): number | null => (typeof value === 'number' ? value : null);
const traitEventNames = ['$identify', '$traits_once', '$traits_unset'] as const;
