import type { TypeCastField } from 'mysql2';
import { expect, test } from 'vitest';
import { cursorText, readCell, rowLine } from './mysql-cells.ts';

const aField = (type: TypeCastField['type'], text: string | null): TypeCastField => ({
  type,
  length: text?.length ?? 0,
  db: 'shop',
  table: 'orders',
  name: 'cell',
  string: () => text,
  buffer: () => (text === null ? null : Buffer.from(text, 'hex')),
  geometry: () => null,
});
const line = (type: TypeCastField['type'], text: string | null): string =>
  rowLine({ cell: readCell(aField(type, text), () => text) });

test('what the database says arrives to the last digit: JSON as its text on one line, times of the session as UTC, bits as a number', () => {
  expect(line('JSON', '{"a":\n12345678901234567890}')).toBe('{"cell":{"a": 12345678901234567890}}');
  expect(line('TIMESTAMP', '2026-01-01 08:00:00.5')).toBe('{"cell":"2026-01-01 08:00:00.5Z"}');
  expect(line('DATETIME', '2026-01-01 08:00:00')).toBe('{"cell":"2026-01-01 08:00:00"}');
  expect(line('BIT', '0101')).toBe('{"cell":"257"}');
  expect(line('NEWDECIMAL', '12345678901234.123456')).toBe('{"cell":"12345678901234.123456"}');
});

test('nothing is null, of whatever type, and bytes are written as PostgreSQL writes them', () => {
  for (const type of ['JSON', 'TIMESTAMP', 'BIT', 'VAR_STRING'] as const)
    expect(line(type, null)).toBe('{"cell":null}');
  expect(rowLine({ 'a "b"': Buffer.from('dead', 'hex'), n: 1 })).toBe(String.raw`{"a \"b\"":"\\xdead","n":1}`);
});

test('a cursor is what the column can be compared with', () => {
  expect(['2026-01-01 08:00:00.5Z', '18446744073709551615', 7, 'ABZ', null, undefined].map(cursorText)).toEqual([
    '2026-01-01 08:00:00.5',
    '18446744073709551615',
    '7',
    'ABZ',
    undefined,
    undefined,
  ]);
});
