import { sinceSql } from './rows.ts';
import { stepsOf, type TypedSequence } from '../typed.ts';
import { conditionSql, type Context, edgeSql } from './condition-sql.ts';

/**
 * A sequence as one aggregate: the person's matching events in order, folded once. For each step the fold keeps the
 * latest event that ends a chain up to it; a later one is always the better start for the next step. Of events that
 * still wait for their absent answer it keeps the earliest, which is the first to have waited long enough.
 *
 * The state, in milliseconds, -1 for none: one member per step, then, with an absent event, the one that waits and
 * whether some wait is over. Pattern functions of the engine (`sequenceMatch`) count seconds and give up on long
 * histories; this does neither.
 */
export const sequenceSql = (sequence: TypedSequence, context: Context): string => {
  const { steps, absent, window } = sequence;
  const bits = stepsOf(sequence)
    .map((step, i) => `bitShiftLeft(toUInt32(${conditionSql({ ...step, window }, context)}), ${i})`)
    .join(' + ');
  const ms = (value: number): string => context.parameters.add('Int64', value);
  const is = (i: number): string => `bitTest(e.3, ${i})`;
  const reaches = (i: number): string => {
    const within = steps[i]?.withinMs ?? null;
    const before = i === 0 ? '' : ` AND s.${i} != -1${within === null ? '' : ` AND e.1 - s.${i} <= ${ms(within)}`}`;
    return `${is(i)}${before}`;
  };
  const all = `groupArrayIf((toUnixTimestamp64Milli(ts), event_id, ${bits}), ${bits} != 0)`;
  const seen =
    window.from?.type === 'event'
      ? `arrayFilter(e -> e.1 > toUnixTimestamp64Milli(${sinceSql(window.from, context)}), ${all})`
      : all;
  const members = steps.map((_, i) => `if(${reaches(i)}, e.1, s.${i + 1})`);
  const folded = (extra: readonly string[]): string => {
    const none = [...steps, ...extra].map((_, i) => (i < steps.length + 1 ? 'toInt64(-1)' : 'toInt64(0)')).join(', ');
    return `arrayFold(s, e -> (${[...members, ...extra].join(', ')}), arraySort(${seen}), (${none}))`;
  };
  if (absent === null) return `toUInt8(tupleElement(${folded([])}, ${steps.length}) != -1)`;
  const [waiting, over] = [steps.length + 1, steps.length + 2];
  const wait = ms(absent.withinMs);
  const answered = is(steps.length);
  const ends = reaches(steps.length - 1);
  const stays = `s.${waiting} != -1 AND NOT ${answered}`;
  const folding = folded([
    `if(${stays}, s.${waiting}, if(${ends}, e.1, toInt64(-1)))`,
    `if(s.${over} = 1 OR (s.${waiting} != -1 AND (${answered} OR ${ends}) AND e.1 - s.${waiting} > ${wait}), toInt64(1), toInt64(0))`,
  ]);
  const end = `toUnixTimestamp64Milli(${window.until === null ? context.asOf : edgeSql(window.until, context)})`;
  return `arrayExists(s -> s.${over} = 1 OR (s.${waiting} != -1 AND ${end} - s.${waiting} > ${wait}), [${folding}])`;
};
