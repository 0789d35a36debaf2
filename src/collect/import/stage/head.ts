import { Readable } from 'node:stream';

export type Compression = 'gzip' | 'zstd' | undefined;

/** The first bytes of a stream, and the whole stream again. */
export type Headed = {
  readonly head: Buffer;
  readonly body: Readable;
  readonly compression: Compression;
  readonly parquet: boolean;
};

/** Enough for a header and some rows, however well they are compressed. */
export const headBytes = 256 * 1024;

/** Looks at the first bytes of a stream without losing them. Files are known by their content, not by their names. */
export const takeHead = async (stream: Readable): Promise<Headed> => {
  const bytes = stream[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  let size = 0;
  let ended = false;
  while (size < headBytes && !ended) {
    const next = await bytes.next();
    if (next.done) ended = true;
    else {
      const chunk = Buffer.from(next.value);
      taken.push(chunk);
      size += chunk.length;
    }
  }
  const head = Buffer.concat(taken);
  const body = Readable.from(
    (async function* () {
      try {
        if (head.length > 0) yield head;
        while (!ended) {
          const next = await bytes.next();
          if (next.done) return;
          yield Buffer.from(next.value);
        }
      } finally {
        stream.destroy();
      }
    })(),
    { objectMode: false, highWaterMark: 1024 * 1024 },
  );
  return { head, body, compression: compressionOf(head), parquet: head.subarray(0, 4).toString('latin1') === 'PAR1' };
};

const compressionOf = (head: Buffer): Compression => {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  return undefined;
};
