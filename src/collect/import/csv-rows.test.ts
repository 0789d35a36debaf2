import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRows } from './csv-rows.ts';

const rowsOf = (text: string, delimiter = ',') => csvRows(delimiter)(text, true);

describe('cells', () => {
  test.each<[string, string, string[][]]>([
    [
      'plain',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no end of line at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,\r\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['a quoted cell with delimiter, line and quotes', '"a,""b""\n",2\n', [['a,"b"\n', '2']]],
    [
      'quoted before CRLF',
      '1,"b"\r\n"c",2\r\n',
      [
        ['1', 'b'],
        ['c', '2'],
      ],
    ],
    [
      'empty cells',
      ',,\n"",x,\n',
      [
        ['', '', ''],
        ['', 'x', ''],
      ],
    ],
    ['empty lines', '\na\n\r\n\nb\n', [['a'], ['b']]],
    ['a quote inside an unquoted cell', '1,4" screen,x"y"\n', [['1', '4" screen', 'x"y"']]],
    ['something behind a closing quote', '"a" b,c\n', [['"a" b', 'c']]],
    ['cells too many and too few', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
    ['a delimiter at the very end', 'a,', [['a', '']]],
  ])('%s', (_name, text, rows) => expect(rowsOf(text)).toEqual(rows));

  test('another delimiter', () =>
    expect(rowsOf('a;b,c\n"1;2";3\n', ';')).toEqual([
      ['a', 'b,c'],
      ['1;2', '3'],
    ]));
});

const aCell = fc
  .oneof(fc.string(), fc.constantFrom('', '"', '""', 'a,b', 'a\nb', 'a\r\nb', '中文', ' "x" '))
  .filter((cell) => !cell.includes('\r') || cell.includes('\r\n'));
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const written = fc
  .array(fc.array(fc.tuple(aCell, fc.boolean()), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
  .map((rows) =>
    rows
      .map((cells) => cells.map(([cell, always]) => (always || /[",\r\n]/.test(cell) ? quoted(cell) : cell)).join(','))
      .join('\n'),
  );

test('whatever is written by RFC 4180 is read as csv-parse reads it', () => {
  fc.assert(
    fc.property(written, (text) => {
      const expected: unknown = parse(text, {
        recordDelimiter: ['\r\n', '\n'],
        skipEmptyLines: true,
        relaxColumnCount: true,
      });
      expect(rowsOf(text)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('where the pieces of a file are cut changes nothing', () => {
  fc.assert(
    fc.property(written, fc.array(fc.nat(200)), (text, cuts) => {
      const next = csvRows(',');
      const at = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((to, i) => text.slice(at[i], to));
      expect([...pieces.flatMap((piece) => next(piece)), ...next('', true)]).toEqual(rowsOf(text));
    }),
    { numRuns: 500 },
  );
});

test('a quote that never ends is an error that shows where it begins, and does not eat the memory', () => {
  expect(() => rowsOf('a,b\n1,"2\n3,4\n')).toThrow(/never closed.*1,\\"2/);
  const next = csvRows(',');
  expect(() => {
    for (let piece = 0; piece < 20; piece++)
      next(`"${'x'.repeat(2 ** 20).replaceAll('"', '')}`.slice(piece === 0 ? 0 : 1));
  }).toThrow('never closed');
});
