import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumberBlocks, readNumberRows } from './column-stream.ts';
import { alongside, splitByDate } from './training/dated-rows.ts';

/** Rows of a key and some numbers as the engine sends them. */
const binary = (rows: readonly (readonly [key: bigint, ...values: number[]])[]): Buffer =>
  Buffer.concat(
    rows.map(([key, ...values]) => {
      const bytes = Buffer.alloc(8 + 4 * values.length);
      bytes.writeBigUInt64LE(key);
      values.forEach((value, j) => bytes.writeFloatLE(value, 8 + 4 * j));
      return bytes;
    }),
  );
const inPieces = (bytes: Buffer, cuts: readonly number[]): Readable => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return Readable.from(places.slice(1).map((until, i) => bytes.subarray(places[i], until)));
};

test('a table is the same wherever its stream is cut', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => [BigInt(i) << 60n, i, -i / 2] as const);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 6 }), async (cuts) => {
      const table = await readNumberRows(inPieces(binary(rows), cuts), 2);
      expect([...table.keys]).toEqual(rows.map(([key]) => key));
      expect([...table.values]).toEqual([...rows.map(([, a]) => a), ...rows.map(([, , b]) => b)]);
    }),
    { numRuns: 50 },
  );
});

test('sets of several dates, with what followed beside them, are the same however their rows arrived', async () => {
  // place of the date, feature; the second date has a person more
  const rows = [
    [1n, 1, 10],
    [3n, 1, 30],
    [1n, 2, 11],
    [2n, 2, 21],
    [3n, 2, 31],
  ] as const;
  const followed = [
    [3n, 1, 0.5],
    [1n, 2, 0.25],
    [3n, 2, 0.75],
  ] as const;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 6 }), async (cuts) => {
      const own = splitByDate(await readNumberBlocks(inPieces(binary(rows), cuts), 2), 3);
      const after = splitByDate(await readNumberBlocks(inPieces(binary(followed), cuts), 2), 3);
      const sets = own.map((each, i) => alongside(each, 1, { rows: after[i] ?? [], columns: 1 }));
      expect(sets.map(({ keys, values }) => [[...keys], [...values]])).toEqual([
        [
          [1n, 3n],
          [10, 30, 0, 0.5],
        ],
        [
          [1n, 2n, 3n],
          [11, 21, 31, 0.25, 0, 0.75],
        ],
        [[], []],
      ]);
    }),
    { numRuns: 50 },
  );
});

test('an answer that was cut off, or says at its end what went wrong, is no table; nor is one out of order', async () => {
  const bytes = binary([[1n, 1]]);
  await expect(readNumberRows(inPieces(bytes.subarray(0, 10), []), 1)).rejects.toThrow(
    'ends 10 bytes into a row of 12',
  );
  const broken = Buffer.concat([bytes, Buffer.from('Code: 241. DB::Exception: memory limit')]);
  await expect(readNumberRows(inPieces(broken, []), 1)).rejects.toThrow('memory limit');
  const unordered = await readNumberBlocks(
    inPieces(
      binary([
        [1n, 2],
        [1n, 1],
      ]),
      [],
    ),
    1,
  );
  expect(() => splitByDate(unordered, 2)).toThrow('not in the order of the dates');
});
