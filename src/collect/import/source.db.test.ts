import { createServer } from 'node:http';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { aMapping, importingWorkspace, refusal } from './imports.fixture.ts';
import { urlPart } from './source/url.ts';

const servers = inject('stores');
const mysqlUrl = process.env['GYRE_TEST_MYSQL'];
const { clickhouse, postgres, run, aFile, logged } = await importingWorkspace({
  shop: new URL(servers.postgres).href,
  ...(mysqlUrl === undefined ? {} : { mart: mysqlUrl }),
});

const jsonl = [
  '{"who":"u1","at":"2026-01-01","amount":10,"city":"上海"}',
  '{"who":"u2","at":"2026-01-01","amount":"2.5","city":null,"more":{"x":1}}',
  '{"who":"u3","at":"2026-01-01","amount":1',
  '[1,2]',
  '',
].join('\n');

test('JSONL: good lines are events, broken ones lie in quarantine whole', async () => {
  const report = await run(await aFile('a.jsonl', jsonl), aMapping('jsonl'));
  expect(report).toMatchObject({ rows: 4, events: 2, reasons: { malformed_row: 2 } });
  expect(await logged('jsonl')).toEqual([{ n: '2', total: '12.5' }]);
});

test('zstd is read, and refused when it is cut off', async () => {
  const file = await aFile('z.csv', `who,at,amount,city\n${'u1,2026-01-01,1,x\nu2,2026-01-01,1,y\n'.repeat(40_000)}`);
  const made = spawnSync('zstd', ['-q', '-f', file, '-o', `${file}.zst`]);
  if (made.status !== 0) return void process.stderr.write('skipped: no zstd on this machine\n');
  expect(await run(`${file}.zst`, aMapping('zstd'))).toMatchObject({ rows: 80_000, events: 80_000 });
  const whole = readFileSync(`${file}.zst`);
  const cut = await aFile('cut.csv.zst', whole.subarray(0, whole.length - 5));
  expect(await refusal(run(cut, aMapping('zstd-cut')))).toMatchObject({ code: 'invalid_input', field: 'file' });
});

test('Parquet: columns of any type, named by the file itself', async () => {
  const parquet = await clickhouse.stream(
    `SELECT number AS who, toDateTime64('2026-01-01 00:00:00.5', 3, 'UTC') AS at, toDecimal64(1.25, 2) AS amount, if(number = 1, NULL, 'x') AS city FROM numbers(1, 3) FORMAT Parquet`,
  );
  const chunks: Buffer[] = [];
  for await (const chunk of parquet) chunks.push(Buffer.from(chunk));
  const file = await aFile('rows.parquet', Buffer.concat(chunks));
  expect(await run(file, aMapping('parquet'))).toMatchObject({ rows: 3, events: 3 });
  expect(await logged('parquet')).toEqual([{ n: '3', total: '3.75' }]);
  const cut = await aFile('cut.parquet', Buffer.concat(chunks).subarray(0, 300));
  expect(await refusal(run(cut, aMapping('parquet-cut')))).toMatchObject({ field: 'file' });
});

describe('what is no file of rows is refused in words about the file, and nothing is written', () => {
  const rows = 'who,at,amount,city\nu1,2026-01-01,1,北京\n';
  const parquet = async (): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of await clickhouse.stream(
      `SELECT toString(cityHash64(number)) AS who, '2026-01-01' AS at, 1 AS amount, 'x' AS city FROM numbers(5000) FORMAT Parquet`,
    ))
      chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  };
  test.each([
    [
      'a workbook',
      async () => Buffer.from('PK\u0003\u0004\u0014\u0000\u0006\u0000xl/workbook.xml\n'),
      /is no text file/,
    ],
    ['UTF-16', async () => Buffer.from(`\uFEFF${rows}`, 'utf16le'), /is no text file/],
    [
      'GBK under an ASCII header',
      async () =>
        Buffer.concat([
          Buffer.from('who,at,amount,city\nu1,2026-01-01,1,'),
          Buffer.from([0xb1, 0xb1, 0xbe, 0xa9, 0x0a]),
        ]),
      /is not UTF-8/,
    ],
    ['Parquet packed once more', async () => gzipSync(await parquet()), /packed once more/],
    ['Parquet with damaged pages', async () => (await parquet()).fill(0xff, 8, 9_000), /cannot|can be read/],
    [
      'thousands of columns',
      async () =>
        Buffer.from(`who,at,amount,city,${Array.from({ length: 5000 }, (_, i) => `column_${i}`).join(',')}\n`),
      /has a header of 5004 columns/,
    ],
    [
      'a line without end',
      async () => Buffer.from(`${rows}u2,2026-01-01,1,${'x'.repeat(9 * 2 ** 20)}\n`),
      /more than 8 MiB/,
    ],
  ])('%s', async (_name, content, words) => {
    const file = await aFile('broken', await content());
    expect(await refusal(run(file, aMapping('broken')))).toMatchObject({
      code: 'invalid_input',
      field: 'file',
      detail: expect.stringMatching(words),
    });
    expect(await logged('broken')).toEqual([{ n: '0', total: null }]);
  });

  test('a stray byte in a file of UTF-8 is no reason', async () => {
    const stray = Buffer.concat([
      Buffer.from(`${rows}u2,2026-01-02,1,上海\nu3,2026-01-02,1,caf`),
      Buffer.from([0xe9, 0x0a]),
    ]);
    expect(await run(await aFile('stray.csv', stray), aMapping('stray'))).toMatchObject({ events: 3 });
  });
});

test.each([
  [
    'events.0.when.matches',
    { events: [{ name: 'a', when: { column: 'who', matches: '((a{1,100}){1,100}){1,100}' } }] },
  ],
  ['time.pattern', { time: { column: 'at', format: 'iso', offset: '+00:00', pattern: "yyyy') OR 1=1" } }],
] as const)('a mapping whose %s the engine cannot read is refused with the place', async (field, more) => {
  const file = await aFile('patterns.csv', 'who,at,amount,city\nu1,2026-01-01,1,x\n');
  const mapping = { ...aMapping('patterns'), ...more, events: 'events' in more ? [...more.events] : [{ name: 'a' }] };
  expect(await refusal(run(file, mapping))).toMatchObject({ code: 'invalid_input', field });
});

describe('a URL', () => {
  const serve = async (
    answer: (path: string) => { status: number; headers?: Record<string, string>; body?: Buffer },
  ) => {
    const server = createServer((request, response) => {
      const { status, headers, body } = answer(request.url ?? '');
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  };

  test('on the list is read, also after a redirect within it', async () => {
    const url = await serve((path) =>
      path === '/a'
        ? { status: 302, headers: { location: '/b' } }
        : { status: 200, body: gzipSync('who,at,amount,city\nu1,2026-01-01,1,x\n') },
    );
    expect(await run({ url: `${url}/a` }, aMapping('url'))).toMatchObject({ rows: 1, events: 1 });
  });

  test.each([
    ['another host', 'http://example.com/x.csv', ['files.example.com']],
    ['a name that ends the same', 'http://evilexample.com/x.csv', ['*.example.com']],
    ['a private address that only a star would allow', 'http://10.0.0.7/x.csv', ['*.0.0.7']],
    ['a file', 'file:///etc/passwd', ['*.com']],
    ['a password in it', 'http://a:b@example.com/', ['example.com']],
  ])('%s is refused', async (_name, url, hosts) => {
    const work = urlPart(url, hosts).then((part) => part.open());
    expect(await refusal(work)).toMatchObject({ code: 'invalid_input', field: 'url' });
  });

  test('of a listed name that resolves to a private network is refused', async () => {
    const work = urlPart('http://localhost:9/x.csv', ['localhost']).then((part) => part.open());
    expect(await refusal(work)).toMatchObject({ field: 'url', detail: expect.stringContaining('private network') });
  });

  test('that redirects off the list is not followed', async () => {
    const url = await serve(() => ({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } }));
    expect(await refusal(run({ url }, aMapping('off')))).toMatchObject({ field: 'url' });
  });
});

describe('a table of PostgreSQL', () => {
  const from = {
    postgres: { connection: 'shop', query: `SELECT who, at, amount, city FROM orders_to_import`, cursor: 'at' },
  };

  test('is read by its query; the next import takes what came since, and doubles nothing', async () => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: new URL(servers.postgres).href });
    await client.connect();
    onTestFinished(async () => {
      await client.query('DROP TABLE IF EXISTS orders_to_import');
      await client.end();
    });
    await client.query('CREATE TABLE orders_to_import (who text, at timestamptz, amount numeric(12, 2), city text)');
    await client.query(
      `INSERT INTO orders_to_import VALUES ('u1', '2026-01-01T00:00:00Z', 10.10, '上海'), ('u2', '2026-01-02T00:00:00Z', 5, NULL)`,
    );
    expect(await run(from, aMapping('pg'))).toMatchObject({ rows: 2, events: 2 });
    // one more at the very moment where the last import ended, and one later
    await client.query(
      `INSERT INTO orders_to_import VALUES ('u3', '2026-01-02T00:00:00Z', 1, 'x'), ('u4', '2026-01-03T00:00:00Z', 2, 'y')`,
    );
    expect(await run(from, aMapping('pg'))).toMatchObject({ rows: 3, events: 3 });
    expect(await logged('pg')).toEqual([{ n: '4', total: '18.1' }]);
    expect(
      await postgres.query('SELECT cursor FROM imports WHERE cursor IS NOT NULL ORDER BY started_at'),
    ).toHaveLength(2);
  });

  test('a query cannot leave its read-only transaction', async () => {
    const sly = {
      postgres: { connection: 'shop', query: 'SELECT 1) AS t; COMMIT; CREATE TABLE sly (x int); SELECT (1' },
    };
    expect(await refusal(run(sly, aMapping('sly')))).toMatchObject({ field: 'from.query' });
  });

  test('a connection nobody has set is named with the setting it lacks', async () => {
    expect(await refusal(run({ mysql: { connection: 'no-such', query: 'SELECT 1' } }, aMapping('none')))).toMatchObject(
      {
        field: 'from.connection',
        detail: expect.stringContaining('GYRE_SOURCE_NO_SUCH'),
      },
    );
  });
});

// a MySQL is no part of the repository: GYRE_TEST_MYSQL names one that may be written to
test.skipIf(mysqlUrl === undefined)('a table of MySQL is read as one of PostgreSQL is', async () => {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(mysqlUrl ?? '');
  onTestFinished(async () => {
    await connection.query('DROP TABLE IF EXISTS orders_to_import');
    await connection.end();
  });
  await connection.query(
    `CREATE TABLE orders_to_import (n bigint unsigned PRIMARY KEY, who varchar(20), at datetime(3), amount decimal(12, 2), city varchar(20) CHARACTER SET utf8mb4)`,
  );
  await connection.query(
    `INSERT INTO orders_to_import VALUES (18446744073709551613, 'u1', '2026-01-01 00:00:00.500', 10.10, '上海'), (18446744073709551614, 'u2', '2026-01-02', 5, NULL)`,
  );
  const from = { mysql: { connection: 'mart', query: 'SELECT * FROM orders_to_import;', cursor: 'n' } };
  expect(await run(from, aMapping('mysql'))).toMatchObject({ rows: 2, events: 2 });
  await connection.query(`INSERT INTO orders_to_import VALUES (18446744073709551615, 'u3', '2026-01-03', 1, 'x')`);
  expect(await run(from, aMapping('mysql'))).toMatchObject({ rows: 2, events: 2 });
  expect(await logged('mysql')).toEqual([{ n: '3', total: '16.1' }]);
  const wrong = { mysql: { connection: 'mart', query: 'SELECT nothing FROM nowhere' } };
  expect(await refusal(run(wrong, aMapping('mysql')))).toMatchObject({ field: 'from.query' });
});
