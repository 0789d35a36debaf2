import { stringify } from 'yaml';
import { personalTypeNamed } from '../hide-personal.ts';
import type { FoundColumn } from './schemas.ts';
import type { Reading } from './stage/segment.ts';

type Guess = FoundColumn['guess'];

const shapes: readonly (readonly [Guess, RegExp])[] = [
  ['phone', /^(?:\+?86|0086)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}$/],
  ['id_card', /^\d{6}(?:19|20)\d{9}[\dXx]$/],
  ['email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
  ['time', /^(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T ]\d{1,2}:\d\d.*)?$/],
  ['number', /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/],
];
const identifierName = /(?:^|[_\s-])(?:id|no|code|number|key|uuid)$|Id$|ID$|No$|编号|账号|会员|单号/;
const timeName = /time|date|_at$|At$|时间|日期/i;
const personName = /user|customer|member|client|buyer|person|会员|客户|用户|买家/i;
const deviceName = /device|anonymous|visitor|cookie|设备|访客/i;
const moneyName = /amount|price|total|revenue|paid|value|金额|价格|实付/i;

/** What a column holds, by its name and its first values: nine in ten of them must look the same. */
export const guessOf = (name: string, values: readonly string[]): Guess => {
  if (values.length === 0) return 'empty';
  const share = (pattern: RegExp): number => values.filter((value) => pattern.test(value)).length / values.length;
  // a column that says phone and holds some is one, however dirty it is: as a property it would stand in the log
  const personal = shapes.find(([guess, pattern]) => guess === personalTypeNamed(name) && share(pattern) > 0);
  if (personal !== undefined) return personal[0];
  const epoch = share(/^1\d{9}(?:\d{3})?(?:\.\d+)?$/) > 0.9 && timeName.test(name);
  if (epoch) return 'time';
  if (identifierName.test(name) && share(/^\S{1,64}$/) > 0.9 && share(shapes[0]?.[1] ?? /^$/) < 0.9)
    return 'identifier';
  return shapes.find(([, pattern]) => share(pattern) > 0.9)?.[0] ?? 'text';
};

/** A mapping to begin with, as YAML; what nobody can know (source, event) is to be filled in. */
export const suggestMapping = (columns: readonly FoundColumn[], title: string, reading: Reading): string => {
  const of = (guess: Guess): readonly FoundColumn[] => columns.filter((column) => column.guess === guess);
  const [time] = of('time');
  const identifiers = of('identifier');
  const person =
    identifiers.find(({ name }) => personName.test(name)) ??
    columns.find(({ name }) => /^(?:user|customer|member)(?:_?id)?$/i.test(name));
  const device = identifiers.find(({ name }) => deviceName.test(name));
  const ids = Object.fromEntries(
    [
      ['user_id', person],
      ['phone', of('phone')[0]],
      ['email', of('email')[0]],
      ['id_card', of('id_card')[0]],
      ['device_id', device],
    ].flatMap(([type, column]) =>
      typeof type === 'string' && typeof column === 'object' ? [[type, column.name]] : [],
    ),
  );
  const numbers = of('number').filter(({ name }) => name !== person?.name);
  const value = numbers.find(({ name }) => moneyName.test(name));
  const used = new Set([time?.name, ...Object.values(ids)]);
  const kept = columns.filter(
    ({ name, guess }) => !used.has(name) && !['empty', 'phone', 'email', 'id_card'].includes(guess),
  );
  const properties = Object.fromEntries(
    [...named(kept)].map(([property, { name, guess }]) => [
      property,
      guess === 'number' ? { number: name } : { text: name },
    ]),
  );
  return stringify({
    source: sourceOf(title),
    ...(reading.delimiter === ',' ? {} : { delimiter: reading.delimiter }),
    ...(reading.encoding === 'utf-8' ? {} : { encoding: reading.encoding }),
    time: { column: time?.name ?? 'TIME_COLUMN', ...timeFormat(time?.examples ?? []), offset: '+08:00' },
    ids: Object.keys(ids).length === 0 ? { user_id: identifiers[0]?.name ?? 'PERSON_COLUMN' } : ids,
    events: [{ name: value === undefined ? 'event_name' : 'order_paid' }],
    ...(value === undefined ? {} : { value: value.name, currency: 'CNY' }),
    properties,
  });
};

const timeFormat = (examples: readonly string[]): { readonly format?: string; readonly pattern?: string } => {
  const [first = ''] = examples;
  if (/^\d{13}$/.test(first)) return { format: 'epoch_ms' };
  if (/^\d{10}/.test(first)) return { format: 'epoch_s' };
  const [, , slash, , clock] =
    /^(\d{4})([-/.年])(\d{1,2})[-/.月]\d{1,2}日?( \d{1,2}:\d\d(?::\d\d)?)?/.exec(first) ?? [];
  if (slash === undefined || (slash === '-' && /^\d{4}-\d\d-\d\d(?:$|[T ]\d\d)/.test(first))) return {};
  const day = slash === '年' ? "yyyy'年'M'月'd'日'" : `yyyy${slash}M${slash}d`;
  return { pattern: `${day}${clock === undefined ? '' : clock.length > 6 ? ' H:mm:ss' : ' H:mm'}` };
};

/** `订单.csv` has no letters a source may have: then it is `import`. */
const sourceOf = (title: string): string => {
  const plain = title
    .toLowerCase()
    .replace(/(?:\.(?:csv|jsonl|ndjson|json|parquet|gz|zst|txt))+$/, '')
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|[-_]+$/g, '');
  return plain.slice(0, 64) || 'import';
};

/** What shops call their columns; others without a Latin name are numbered. */
const usual: readonly (readonly [RegExp, string])[] = [
  [/订单(?:编?号|id)/i, 'order_id'],
  [/金额|实付/, 'amount'],
  [/数量|件数/, 'quantity'],
  [/单价|价格/, 'price'],
  [/商品|产品|品名/, 'product'],
  [/品类|类目|分类/, 'category'],
  [/门店|店铺/, 'store'],
  [/渠道/, 'channel'],
  [/省/, 'province'],
  [/城市|市/, 'city'],
  [/状态/, 'status'],
];

const propertyName = (column: string, index: number): string => {
  const plain = column
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replaceAll(/\W+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (/^[a-z_]\w{0,63}$/.test(plain)) return plain;
  return usual.find(([pattern]) => pattern.test(column))?.[1] ?? `column_${index + 1}`;
};

/** The first of two columns with one name keeps it. */
const named = (columns: readonly FoundColumn[]): ReadonlyMap<string, FoundColumn> => {
  const names = new Map<string, FoundColumn>();
  for (const [index, column] of columns.entries()) {
    const name = propertyName(column.name, index);
    names.set(names.has(name) ? `${name}_${index + 1}` : name, column);
  }
  return names;
};
