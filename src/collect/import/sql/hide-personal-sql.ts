import { personalTypeNamed } from '../../hide-personal.ts';

const patterns = {
  phone: '^[+(]?[0-9][0-9()\\\\s.-]{5,24}$',
  email: '@',
  id_card: '^(?:[0-9]{15}|[0-9]{17}[0-9Xx])$',
} as const;

/**
 * A property's value, or null when its name says phone, e-mail or id card and it looks like one: the log must not hold it
 * in the clear. Such a column belongs under `ids`. Both must speak for it, as for an event that is sent.
 */
export const hidePersonalSql = (name: string, type: 'String' | 'Float64', value: string): string => {
  const personal = personalTypeNamed(name);
  if (personal === '') return value;
  return type === 'Float64'
    ? `if(abs(${value}) >= 1e6, NULL, ${value})`
    : `if(match(ifNull(${value}, ''), '${patterns[personal]}'), NULL, ${value})`;
};
