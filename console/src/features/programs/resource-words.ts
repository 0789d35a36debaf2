import type { WordKey } from '../../i18n/dictionary.ts';
import type { Facts } from '../../i18n/fill.ts';

const kinds: Readonly<Record<string, WordKey>> = {
  budget: 'resource.budget',
  capacity: 'resource.capacity',
  channel: 'resource.capacity',
  stock: 'resource.stock',
  coupon: 'resource.stock',
  contact: 'resource.contact',
};

/** `capacity:sms` → "Capacity of SMS"; an unknown resource keeps its name. */
export const resourceWords = (
  resource: string,
  titles: ReadonlyMap<string, string>,
  t: (key: WordKey, facts?: Facts) => string,
): string => {
  const [kind = '', ...rest] = resource.split(/[:/.]/);
  const key = kinds[kind];
  const name = rest.join(' ');
  return key === undefined ? resource : t(key, { name: titles.get(name) ?? name });
};
