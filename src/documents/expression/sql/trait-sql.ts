import { traitEvents, type TypedTrait } from '../typed.ts';
import type { Context } from './condition-sql.ts';
import { eventOrderSql } from './event-order.ts';

/**
 * What the scan keeps of a trait: when and as what it was set last, when it was unset last, and everything that was set
 * once: few events of a person do that. The twin of evaluate-trait.ts.
 */
export const traitSql = ({ path, as }: TypedTrait, { parameters, fields }: Context): string => {
  const value = fields.add({ type: 'property', path, as, attribute: null });
  const told = (name: string, what: string): string =>
    `name = ${parameters.add('String', name)} AND isNotNull(${what})`;
  const set = told(traitEvents.set, value);
  const order = fields.define(eventOrderSql);
  return `tuple(
      maxIf(${order}, ${set}),
      argMaxIf(${value}, ${order}, ${set}),
      maxIf(${order}, ${told(traitEvents.unset, fields.add({ type: 'property', path, as: 'string', attribute: null }))}),
      groupArrayIf((${order}, ${value}), ${told(traitEvents.once, value)}))`;
};

/**
 * Its value. Of nothing the greatest is the beginning of 1970, before all events, so that a trait never unset is known
 * since ever; of no element the first is null.
 */
export const traitValueSql = (column: string): string => {
  const once = `arraySort(arrayFilter(told -> told.1 > ${column}.3, ${column}.4))`;
  return `if(${column}.1 > ${column}.3, ${column}.2, arrayMap(told -> told.2, ${once})[1])`;
};
