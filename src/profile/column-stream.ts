import type { Readable } from 'node:stream';

/** A table of numbers as the engine sends it in RowBinary: one UInt64 key, then fixed-width columns. */
export type NumberRows = {
  readonly rows: number;
  readonly keys: BigUint64Array;
  /** Column-major, in the order asked for: column j of row i is `values[j * rows + i]`. */
  readonly values: Float32Array;
};

/**
 * Reads `SELECT key UInt64, c0 Float32, c1 Float32, … FORMAT RowBinary` straight into typed arrays, as it arrives: the rows of
 * each piece of the stream are a table of their own. A row is 8 + 4·columns bytes; nothing becomes an object on the way.
 */
export const readNumberBlocks = async (stream: Readable, columns: number): Promise<readonly NumberRows[]> => {
  const width = 8 + 4 * columns;
  const blocks: NumberRows[] = [];
  let rest = Buffer.alloc(0);
  let last = rest;
  for await (const chunk of stream) {
    last = Buffer.concat([rest, chunk]);
    const rows = Math.floor(last.length / width);
    if (rows > 0) blocks.push(decoded(last, rows, columns));
    rest = last.subarray(rows * width);
  }
  if (rest.length > 0)
    throw new RangeError(
      `an answer that ends ${rest.length} bytes into a row of ${width}: …${last.toString('utf8', Math.max(0, last.length - 300))}`,
    );
  return blocks;
};

/** The same as one table. */
export const readNumberRows = async (stream: Readable, columns: number): Promise<NumberRows> => {
  const blocks = await readNumberBlocks(stream, columns);
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const keys = new BigUint64Array(rows);
  const values = new Float32Array(rows * columns);
  let at = 0;
  for (const block of blocks) {
    keys.set(block.keys, at);
    for (let j = 0; j < columns; j++)
      values.set(block.values.subarray(j * block.rows, (j + 1) * block.rows), j * rows + at);
    at += block.rows;
  }
  return { rows, keys, values };
};

const decoded = (bytes: Buffer, rows: number, columns: number): NumberRows => {
  const keys = new BigUint64Array(rows);
  const values = new Float32Array(rows * columns);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0, at = 0; i < rows; i++, at += 8 + 4 * columns) {
    keys[i] = view.getBigUint64(at, true);
    for (let j = 0; j < columns; j++) values[j * rows + i] = view.getFloat32(at + 8 + 4 * j, true);
  }
  return { rows, keys, values };
};
