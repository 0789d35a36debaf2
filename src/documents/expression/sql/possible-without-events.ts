import { holds } from '../evaluate.ts';
import { walk, type Typed } from '../typed.ts';

/** More audiences than this are not tried one by one: 2ⁿ ways. */
const mostAudiences = 5;

/**
 * Whether the condition can hold for somebody who has none of its events: `count(order_paid) = 0` can,
 * `count(order_paid) >= 1` cannot. Decided by asking the evaluator about a person without history, in and out of
 * each audience.
 */
export const possibleWithoutEvents = (condition: Typed): boolean => {
  const audiences = [...new Set([...walk(condition)].flatMap((node) => (node.type === 'audience' ? [node.name] : [])))];
  if (audiences.length > mostAudiences) return true;
  return Array.from({ length: 2 ** audiences.length }, (_, members) => members).some((members) =>
    holds(condition, {
      events: [],
      asOf: new Date(0),
      inAudience: (name) => ((members >> audiences.indexOf(name)) & 1) === 1,
    }),
  );
};
