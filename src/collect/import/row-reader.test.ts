import { describe, expect, test } from 'vitest';
import { createPseudonymizer } from '../identifiers.ts';
import { parseMapping } from './mapping.ts';
import { createRowReader, type ReadRow } from './row-reader.ts';

const header = ['order', 'who', 'phone', 'at', 'quantity', 'price', 'note'];
const aMapping = (more = '') =>
  parseMapping(`
source: shop
time: { column: at, offset: "+08:00" }
ids: { user_id: who, phone: phone }
require:
  - { test: { column: price, above: 0 }, reason: "rule_failed:price" }
events:
  - { name: order_returned, when: { column: quantity, below: 0 } }
  - { name: order_paid }
value: { multiply: [quantity, price] }
properties:
  order_id: order
  phone: phone
  note: { text: note }
  fen: { number: price, times: 100 }
${more}`);
const aRow = (more: Partial<Record<string, string>> = {}): string[] => {
  const row: Partial<Record<string, string>> = {
    order: 'o1',
    who: 'u1',
    phone: '',
    at: '2026-01-01 08:00',
    quantity: '6',
    price: '2.55',
    note: ' ',
    ...more,
  };
  return header.map((name) => row[name] ?? '');
};
const readerOf = (mapping = aMapping()) => createRowReader(mapping, header, createPseudonymizer('a secret'));
const eventOf = (row: ReadRow) => (row.type === 'event' ? row.event : expect.unreachable(JSON.stringify(row)));
const asideOf = (row: ReadRow) => (row.type === 'aside' ? row.row : expect.unreachable(JSON.stringify(row)));

test('a row becomes an event as the mapping says, its money exact and its empty cells absent', () => {
  expect(eventOf(readerOf()(aRow()))).toMatchObject({
    name: 'order_paid',
    ts: Date.UTC(2026, 0, 1),
    source: 'shop',
    ids: { user_id: 'u1' },
    properties: { order_id: 'o1', fen: 255 },
    value: '15.3000',
    currency: 'CNY',
  });
});

test('the first kind whose test holds names the event', () => {
  expect(eventOf(readerOf()(aRow({ quantity: '-1' })))).toMatchObject({ name: 'order_returned', value: '-2.5500' });
});

test('a phone is an identifier, hashed, and never a property', () => {
  const event = eventOf(readerOf()(aRow({ who: '', phone: '138 0000 1111' })));
  expect(event.ids['phone']).toMatch(/^[0-9a-f]{32}$/);
  expect(JSON.stringify(event)).not.toMatch(/138 ?0000/);
});

describe('a row that cannot be an event is set aside whole with its reason', () => {
  test.each<[string, Partial<Record<string, string>>, string, string]>([
    ['who names nobody', { who: 'null' }, 'missing_identifier', 'who = "null"'],
    ['a rule does not hold', { price: '0' }, 'rule_failed:price', 'price = "0"'],
    ['a rule about a number meets a word', { price: 'free' }, 'rule_failed:price', 'price = "free"'],
    ['a number is none', { quantity: 'six' }, 'invalid_number:quantity', 'quantity = "six"'],
    ['a sum is beyond the log', { quantity: '1e12', price: '100' }, 'invalid_number:quantity', 'larger'],
    ['the time is none', { at: 'yesterday' }, 'invalid_time', '"yesterday"'],
    ['the time is a day no calendar has', { at: '2026-02-31 08:00' }, 'invalid_time', '2026-02-31'],
    ['the time is of another age', { at: '1066-10-14' }, 'invalid_time', '1066'],
  ])('%s', (_name, cells, reason, detail) => {
    const row = asideOf(readerOf()(aRow(cells)));
    expect(row.reason).toBe(reason);
    expect(row.detail).toContain(detail);
    expect(JSON.parse(row.body)).toMatchObject({ order: 'o1', ...cells });
  });

  test('cells too many or too few', () => {
    expect(asideOf(readerOf()([...aRow(), 'more']))).toMatchObject({
      reason: 'malformed_row',
      detail: '8 cells where the header has 7',
    });
    expect(JSON.parse(asideOf(readerOf()([...aRow(), 'more'])).body)).toMatchObject({ order: 'o1', '8': 'more' });
    expect(asideOf(readerOf()(['o1'])).reason).toBe('malformed_row');
  });
});

describe('the id of a row', () => {
  const idsOf = (rows: readonly string[][], read = readerOf()) => rows.map((row) => eventOf(read(row)).eventId);

  test('is the same whenever the file, or a longer one, is read again', () => {
    const rows = [aRow(), aRow({ order: 'o2' }), aRow()];
    expect(idsOf([...rows, aRow({ order: 'o3' })]).slice(0, 3)).toEqual(idsOf(rows));
  });

  test('is another for a row that stands in the file twice, and for another source', () => {
    const ids = [...idsOf([aRow(), aRow(), aRow()]), ...idsOf([aRow()], readerOf({ ...aMapping(), source: 'other' }))];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('times', () => {
  test.each([
    ['2026-01-01', 'iso', '2025-12-31T16:00:00.000Z'],
    ['2026-01-01T08:00:00.5', 'iso', '2026-01-01T00:00:00.500Z'],
    ['2026-01-01 00:00:00Z', 'iso', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01 00:00-0500', 'iso', '2026-01-01T05:00:00.000Z'],
    ['1767225600', 'epoch_s', '2026-01-01T00:00:00.000Z'],
    ['1767225600123', 'epoch_ms', '2026-01-01T00:00:00.123Z'],
  ] as const)('%s as %s', (at, format, expected) => {
    const mapping = aMapping();
    const event = eventOf(readerOf({ ...mapping, time: { ...mapping.time, format } })(aRow({ at })));
    expect(new Date(event.ts).toISOString()).toBe(expected);
  });
});

test('a mapping that names a column the file has not says which, and what the file has', () => {
  const wrong = { ...aMapping(), ids: { user_id: 'customer' } };
  expect(() => readerOf(wrong)).toThrow('the file has no column customer; it has order, who');
});
