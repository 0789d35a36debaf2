import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { aMapping, importingWorkspace, refusal } from './imports.fixture.ts';
import { parseMapping } from './mapping.ts';

const { clickhouse, imports, run, aFile, folder, logged, quarantined, trouble } = await importingWorkspace();

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
const reasons = { missing_identifier: 1, 'invalid_number:amount': 1, invalid_time: 1, malformed_row: 1 };

describe('a gzipped CSV', () => {
  test('good rows are in the log, dirty ones in quarantine by reason; importing again, or a longer file, doubles nothing', async () => {
    const file = await aFile('a.csv.gz', gzipSync(csv));
    expect(await run(file, aMapping('a'))).toMatchObject({ rows: 7, events: 3, quarantined: 4, reasons });
    const longer = await aFile('longer.csv', `${csv}\nu6,2026-01-04,1,上海\n`);
    for (const again of [file, longer]) await run(again, aMapping('a'));
    expect(await logged('a')).toEqual([{ n: '4', total: '23.5' }]);
    expect(await quarantined('a')).toEqual(
      Object.entries(reasons)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([reason, n]) => ({ reason, n: String(n) })),
    );
  });

  test('an import says what is new and what was there already, also one that was cut off behind its events', async () => {
    const first = await aFile('known.csv', csv);
    expect(await run(first, aMapping('known'))).toMatchObject({ events: 3, alreadyLogged: 0, quarantined: 4 });
    expect(await run(first, aMapping('known'))).toMatchObject({ events: 3, alreadyLogged: 3, quarantined: 4 });
    const longer = await aFile('known-longer.csv', `${csv}\nu6,2026-01-04,1,上海\nu7,2026-01-04,1,上海\n`);
    const { setAside } = trouble;
    for (const [mapping, alreadyLogged] of [
      [aMapping('known'), 3],
      [aMapping('known-fresh'), 0],
    ] as const) {
      trouble.setAside = () => Promise.reject(new Error('the power went'));
      await expect(run(longer, mapping)).rejects.toThrow('the power went');
      trouble.setAside = setAside;
      expect(await logged(mapping.source)).toMatchObject([{ n: '5' }]);
      expect(await run(longer, mapping)).toMatchObject({ rows: 9, events: 5, alreadyLogged, quarantined: 4 });
    }
  });

  test('is known by its content and not by its name', async () => {
    expect(await run(await aFile('b.csv', gzipSync(csv)), aMapping('b'))).toMatchObject({ events: 3 });
  });

  test('that is cut off is refused as such, and nothing of it is in the log', async () => {
    const file = await aFile('cut.csv.gz', gzipSync(`${csv.repeat(1000)}`).subarray(0, 200));
    expect(await refusal(run(file, aMapping('cut')))).toEqual({
      code: 'invalid_input',
      field: 'file',
      detail: expect.stringContaining('not a whole gzip file'),
    });
    expect((await logged('cut'))[0]?.n).toBe('0');
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

test('a byte order mark, CRLF, empty lines and another delimiter are no obstacle', async () => {
  const text = `\ufeff${csv.replaceAll('"a,b"', 'ab').replaceAll(',', ';').replaceAll('\n', '\r\n\r\n')}`;
  const file = await aFile('excel.csv', text);
  expect(await run(file, aMapping('excel', { delimiter: ';' }))).toMatchObject({ rows: 7, events: 3, quarantined: 4 });
});

test('a quoted cell may go over lines, hold quotes and delimiters; a quote inside a cell is only a quote', async () => {
  const file = await aFile(
    'lines.csv',
    'who,at,amount,city\nu1,2026-01-01,1,"one\ntwo, ""three""\n\nend"\nu2,2026-01-01,1,5" pipe\nu3,2026-01-01,1,x\nu4,2026-01-01,1,"a\n"\n',
  );
  expect(await run(file, aMapping('lines'))).toMatchObject({ rows: 4, events: 4 });
  const rows = await clickhouse.query<{ city: string }>(
    `SELECT properties.city::String AS city FROM events WHERE source = 'lines' ORDER BY ids['user_id']`,
  );
  expect(rows.map(({ city }) => city)).toEqual(['one\ntwo, "three"\n\nend', '5" pipe', 'x', 'a']);
});

test('the files of a folder are one import: rows that stand in two of them both count', async () => {
  const inner = join(folder, 'daily');
  await mkdir(inner);
  await writeFile(join(inner, '1.csv'), 'who,at,amount,city\nu1,2026-01-01,1,x\n');
  await writeFile(join(inner, '2.csv'), 'amount,who,at,city\n1,u1,2026-01-01,x\n2,u2,2026-01-01,x\n');
  await writeFile(join(inner, '3.csv'), 'who,at,amount,city\nu1,2026-01-01,1,x\n');
  for (const path of [inner, join(inner, '*.csv')])
    expect(await run(path, aMapping('daily'))).toMatchObject({ rows: 4, events: 4 });
  // the same content in another order of columns is another row
  expect(await logged('daily')).toEqual([{ n: '4', total: '5' }]);
});

test.each([
  ['missing.csv', undefined, 'not_found', undefined],
  ['empty.csv', '', 'invalid_input', 'file'],
  ['quote.csv', 'who,at,amount,city\n"u1,2026-01-01,1,x\n', 'invalid_input', 'file'],
  ['other.csv', 'a,b\n1,2\n', 'invalid_input', 'mapping'],
])('%s is refused with what is wrong, and the import says so', async (name, content, code, field) => {
  const file = content === undefined ? join(folder, name) : await aFile(name, content);
  expect(await refusal(run(file, aMapping('wrong')))).toMatchObject({
    code,
    ...(field === undefined ? {} : { field }),
  });
  if (content === undefined) return;
  expect((await imports.store.latest(1))[0]).toMatchObject({ state: 'failed', error: expect.any(String) });
});

test('nothing staged is left behind', async () => {
  const rows = await clickhouse.query<{ n: string }>(
    'SELECT (SELECT count() FROM import_lines) + (SELECT count() FROM import_refused) + (SELECT count() FROM import_people) AS n',
  );
  expect(rows).toEqual([{ n: '0' }]);
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
    const expected = { missing_identifier: 135_080, 'rule_failed:UnitPrice': 40 };
    expect(report).toMatchObject({ rows: 541_909, events: 406_789, quarantined: 135_120, reasons: expected });
    const first = await logged(mapping.source);
    expect(first[0]?.n).toBe('406789');
    await run(realFile, mapping);
    expect(await logged(mapping.source)).toEqual(first);
    expect(await quarantined(mapping.source)).toEqual(
      Object.entries(expected).map(([reason, n]) => ({ reason, n: String(n) })),
    );
  },
  240_000,
);
