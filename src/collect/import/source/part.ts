import type { Readable } from 'node:stream';

/** A piece of what is imported: a file, an answer of a URL, the rows of a query. */
export type Part = {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  /** Changes when the content may have changed: decides whether an interrupted import can go on. */
  readonly version: string;
  readonly open: () => Promise<Readable>;
  /** Rows of a database come as lines of JSON, whatever the mapping says of files. */
  readonly format?: 'jsonl';
};
