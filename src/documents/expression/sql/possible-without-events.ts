import { holds } from '../evaluate.ts';
import { type Typed, walk } from '../typed.ts';

/**
 * Whether the condition can hold for somebody who has none of its events: `count(order_paid) = 0` can,
 * `count(order_paid) >= 1` cannot. What depends on events alone is decided by asking the evaluator about a person
 * without history; lists of people and scores can say anything, so a yes may be one too many.
 */
export const possibleWithoutEvents = (condition: Typed): boolean => possible(condition, true);

/** Whether a condition can come out as `wanted`. */
const possible = (condition: Typed, wanted: boolean): boolean => {
  if ([...walk(condition)].every(fromEventsAlone)) return holds(condition, nobody) === wanted;
  switch (condition.type) {
    case 'not':
      return possible(condition.operand, !wanted);
    case 'all':
    case 'any': {
      // all of them must hold, or one must fail; the other way round for any
      const each = (condition.type === 'all') === wanted;
      const can = (operand: Typed): boolean => possible(operand, wanted);
      return each ? condition.operands.every(can) : condition.operands.some(can);
    }
    default:
      return true;
  }
};

const fromEventsAlone = ({ type }: Typed): boolean => type !== 'audience' && type !== 'score' && type !== 'level';
const nobody = { events: [], asOf: new Date(0) } as const;
