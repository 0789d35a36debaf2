import { plainTagValue } from '../evaluate-given-tag.ts';
import { tagEvents, type TypedGivenTag } from '../typed.ts';
import type { Context } from './condition-sql.ts';
import { eventOrderSql } from './event-order.ts';

/** What the scan keeps of a given tag: of its last event whether it sets, and what, and until when. */
export const givenTagSql = ({ name }: TypedGivenTag, { parameters, fields }: Context): string => {
  const read = (property: string): string =>
    fields.add({ type: 'property', path: [property], as: 'string', attribute: null });
  const text = (value: string): string => parameters.add('String', value);
  const about = `name IN ${parameters.add('Array(String)', Object.values(tagEvents))} AND ifNull(${read('tag')} = ${text(name)}, 0)`;
  return `argMaxIf((name = ${text(tagEvents.set)}, ifNull(${read('value')}, ${text(plainTagValue)}), ifNull(${read('until')}, ''), ts), ${fields.define(eventOrderSql)}, ${about})`;
};

/** Its value. `until` and T are compared as texts of one form; see evaluate-given-tag.ts. */
export const givenTagValueSql = (column: string, { validMs }: TypedGivenTag, asOf: string): string => {
  const now = `concat(replaceOne(toString(toDateTime64(${asOf}, 3, 'UTC')), ' ', 'T'), 'Z')`;
  const lasts =
    validMs === null
      ? '1'
      : `toUnixTimestamp64Milli(${column}.4) + ${Math.round(validMs)} > toUnixTimestamp64Milli(${asOf})`;
  return `if(${column}.1 AND if(${column}.3 = '', ${lasts}, ${column}.3 > ${now}), ${column}.2, NULL)`;
};
