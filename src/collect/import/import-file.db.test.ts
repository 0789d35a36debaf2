import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GyreError, silentLogger, silentProgress } from '#platform';
import { testStores } from '#platform/testing.ts';
import { createCollector } from '../collector.ts';
import { createEventLog } from '../event-log.ts';
import { createPseudonymizer } from '../identifiers.ts';
import { collectMigrations } from '../migrations.ts';
import { importFile } from './import-file.ts';
import { type Mapping, parseMapping } from './mapping.ts';

const { clickhouse, clock } = await testStores({ migrations: collectMigrations });
const pseudonymizer = createPseudonymizer('a secret');
const collector = createCollector({
  ...createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' }),
  clock,
  pseudonymizer,
  contacts: { keep: async () => {} },
});
const run = (file: string, mapping: Mapping) =>
  importFile(file, mapping, { collector, pseudonymizer, progress: silentProgress() });

let directory = '';
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'gyre-import-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));
const aFile = async (name: string, content: string | Uint8Array): Promise<string> => {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
};

const aMapping = (source: string, more: Partial<Mapping> = {}): Mapping => ({
  ...parseMapping(
    `source: ${source}\ntime: { column: at }\nids: { user_id: who }\nevents: [{ name: order_paid }]\nvalue: amount\nproperties: { city: city }`,
  ),
  ...more,
});
const csv = [
  'who,at,amount,city',
  'u1,2026-01-01,10,上海',
  'u1,2026-01-01,10,上海',
  ',2026-01-01,5,北京',
  'u2,2026-01-02,much,北京',
  'u3,2026-13-01,1,北京',
  'u4,2026-01-02',
  'u5,2026-01-03,2.5,"a,b"',
].join('\n');
const logged = (source: string) =>
  clickhouse.query<{ n: string; total: string }>(
    'SELECT count() AS n, sum(value) AS total FROM events FINAL WHERE source = {source:String}',
    { source },
  );
const quarantined = (source: string) =>
  clickhouse.query<{ reason: string; n: string }>(
    'SELECT reason, count() AS n FROM quarantine FINAL WHERE source = {source:String} GROUP BY reason ORDER BY reason',
    { source },
  );
const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (cause: unknown) =>
      cause instanceof GyreError ? { code: cause.code, field: cause.facts.field, detail: cause.facts.detail } : cause,
  );

describe('a gzipped CSV', () => {
  test('good rows are in the log, dirty ones in quarantine by reason; importing again, or a longer file, doubles nothing', async () => {
    const file = await aFile('a.csv.gz', gzipSync(csv));
    const report = await run(file, aMapping('a'));
    const reasons = { missing_identifier: 1, 'invalid_number:amount': 1, invalid_time: 1, malformed_row: 1 };
    expect(report).toMatchObject({ rows: 7, events: 3, quarantined: 4, reasons });
    const longer = await aFile('longer.csv', `${csv}\nu6,2026-01-04,1,上海\n`);
    for (const again of [file, longer]) await run(again, aMapping('a'));
    expect(await logged('a')).toEqual([{ n: '4', total: '23.5' }]);
    expect(await quarantined('a')).toEqual(
      Object.entries(reasons)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([reason, n]) => ({ reason, n: String(n) })),
    );
  });

  test('is known by its content and not by its name', async () => {
    expect(await run(await aFile('b.csv', gzipSync(csv)), aMapping('b'))).toMatchObject({ events: 3 });
  });

  test('that is cut off is refused as such', async () => {
    const file = await aFile('cut.csv.gz', gzipSync(csv.repeat(1000)).subarray(0, 200));
    expect(await refusal(run(file, aMapping('cut')))).toEqual({
      code: 'invalid_input',
      field: 'file',
      detail: expect.stringContaining('not a whole gzip file'),
    });
  });
});

test('GBK text is read as what it says', async () => {
  // 上海 in GBK
  const city = Buffer.from([0xc9, 0xcf, 0xba, 0xa3]);
  const file = await aFile(
    'gbk.csv',
    Buffer.concat([Buffer.from('who,at,amount,city\nu1,2026-01-01,1,'), city, Buffer.from('\n')]),
  );
  await run(file, aMapping('gbk', { encoding: 'gbk' }));
  expect(await clickhouse.query(`SELECT properties.city::String AS city FROM events WHERE source = 'gbk'`)).toEqual([
    { city: '上海' },
  ]);
});

test('a byte order mark, CRLF and another delimiter are no obstacle', async () => {
  const file = await aFile(
    'excel.csv',
    `\ufeff${csv.replaceAll('"a,b"', 'ab').replaceAll(',', ';').replaceAll('\n', '\r\n')}`,
  );
  expect(await run(file, aMapping('excel', { delimiter: ';' }))).toMatchObject({ events: 3, quarantined: 4 });
});

test.each([
  ['missing.csv', undefined, 'not_found', undefined],
  ['empty.csv', '', 'invalid_input', 'file'],
  ['quote.csv', 'who,at,amount,city\n"u1,2026-01-01,1,x\n', 'invalid_input', 'file'],
  ['other.csv', 'a,b\n1,2\n', 'invalid_input', 'mapping'],
])('%s is refused with what is wrong', async (name, content, code, field) => {
  const file = content === undefined ? join(directory, name) : await aFile(name, content);
  expect(await refusal(run(file, aMapping('wrong')))).toMatchObject({
    code,
    ...(field === undefined ? {} : { field }),
  });
});

const realFile = new URL('../../../../shared/data/online_retail/online_retail_2010-12_2011-12.csv.gz', import.meta.url)
  .pathname;
const withoutData = !existsSync(realFile) && process.env['CI'] === undefined;
if (withoutData) process.stderr.write(`skipped: ${realFile} is not there\n`);

test.skipIf(withoutData)(
  'online_retail with its mapping in examples/: 541,909 rows, and the same again when imported twice',
  async () => {
    const mapping = parseMapping(
      await readFile(new URL('../../../examples/online-retail/mapping.yaml', import.meta.url), 'utf8'),
    );
    const report = await run(realFile, mapping);
    const reasons = { missing_identifier: 135_080, 'rule_failed:UnitPrice': 40 };
    expect(report).toMatchObject({ rows: 541_909, events: 406_789, quarantined: 135_120, reasons });
    const first = await logged(mapping.source);
    expect(first[0]?.n).toBe('406789');
    await run(realFile, mapping);
    expect(await logged(mapping.source)).toEqual(first);
    expect(await quarantined(mapping.source)).toEqual(
      Object.entries(reasons).map(([reason, n]) => ({ reason, n: String(n) })),
    );
  },
  240_000,
);
