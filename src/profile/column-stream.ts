import type { Readable } from 'node:stream';

/** A table of numbers as the engine sends it in RowBinary: one UInt64 key, then fixed-width columns. */
export type NumberRows = {
  readonly rows: number;
  readonly keys: BigUint64Array;
  /** Column-major, in the order asked for: column j of row i is `values[j * rows + i]`. */
  readonly values: Float32Array;
};

/**
 * Reads `SELECT key UInt64, c0 Float32, c1 Float32, … FORMAT RowBinary` straight into typed arrays.
 * A row is 8 + 4·columns bytes; nothing becomes an object on the way.
 */
export const readNumberRows = async (stream: Readable, columns: number): Promise<NumberRows> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const width = 8 + 4 * columns;
  if (bytes.length % width !== 0)
    throw new RangeError(
      `an answer of ${bytes.length} bytes is no table of ${width} bytes a row: ${bytes.toString('utf8', 0, 300)}`,
    );
  const rows = bytes.length / width;
  const keys = new BigUint64Array(rows);
  const values = new Float32Array(rows * columns);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0, at = 0; i < rows; i++, at += width) {
    keys[i] = view.getBigUint64(at, true);
    for (let j = 0; j < columns; j++) values[j * rows + i] = view.getFloat32(at + 8 + 4 * j, true);
  }
  return { rows, keys, values };
};
