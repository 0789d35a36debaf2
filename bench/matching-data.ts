import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { BenchProblem } from './bench.ts';
import { chineseRecords } from './chinese-people.ts';

export type Row = Readonly<Record<string, string>>;

/** Records with the truth about who is who. */
export type MatchingData = {
  readonly name: string;
  /** In examples/matching, without `.yaml`. */
  readonly rule: string;
  /** Only on request: large. */
  readonly large?: true;
  readonly rows: (args: { readonly dataFolder: string; readonly seed: string }) => AsyncIterable<Row>;
  readonly truth: (row: Row) => string;
};

const csv = async function* (folder: string, file: string): AsyncGenerator<Row> {
  const path = join(folder, file);
  await access(path).catch(() => {
    throw new BenchProblem(
      `${path} is not there. Give the folder that holds ${file.split('/')[0] ?? ''}/ with --data FOLDER.`,
    );
  });
  yield* createReadStream(path).pipe(parse({ columns: true, trim: true }));
};

/** "rec-223-dup-0" and "rec-223-org" are one person. */
const febrlPerson = (row: Row): string => row['rec_id']?.split('-')[1] ?? '';

const febrl = (number: 1 | 2): MatchingData => ({
  name: `febrl${number}`,
  rule: 'febrl',
  rows: ({ dataFolder }) => csv(dataFolder, `febrl/dataset${number}.csv`),
  truth: febrlPerson,
});

const chinese = (name: string, records: number, large: { readonly large?: true }): MatchingData => ({
  name,
  rule: 'people-zh',
  ...large,
  rows: ({ seed }) => Readable.from(chineseRecords(records, seed)),
  truth: (row) => row['person'] ?? '',
});

export const matchingData: readonly MatchingData[] = [
  febrl(1),
  febrl(2),
  {
    name: 'splink_fake1000',
    rule: 'fake-1000',
    rows: ({ dataFolder }) => csv(dataFolder, 'splink_fake1000/fake_1000.csv'),
    truth: (row) => row['cluster'] ?? '',
  },
  chinese('chinese_generated', 10_000, {}),
  chinese('chinese_million', 1_000_000, { large: true }),
];
