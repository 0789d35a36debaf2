import { createServer } from 'node:http';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { silentProgress } from '#platform';
import { aMapping, importingWorkspace, refusal } from './imports.fixture.ts';
import { readRun } from './run/read-run.ts';
import { urlPart } from './source/url.ts';

const servers = inject('stores');
const mysqlUrl = process.env['GYRE_TEST_MYSQL_URL'];
const { clickhouse, postgres, imports, run, aFile, logged, trouble } = await importingWorkspace({
  shop: new URL(servers.postgres).href,
  ...(mysqlUrl === undefined ? {} : { mart: mysqlUrl }),
  deaf: 'mysql://nobody:nothing@127.0.0.1:9/none',
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
      `INSERT INTO orders_to_import VALUES ('u1', '2026-01-01T00:00:00Z', 10.10, '上海'), ('u2', '2026-01-02T00:00:00Z', 5, NULL), ('u0', NULL, 1, '')`,
    );
    expect(await run(from, aMapping('pg'))).toMatchObject({ rows: 3, events: 2, quarantined: 1 });
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

  test('that was read before a kill is not read again, and the next import knows where it ended', async () => {
    const made = { postgres: { connection: 'shop', query: 'SELECT n FROM generate_series(1, 3) AS n', cursor: 'n' } };
    const reading = { delimiter: ',', encoding: 'utf-8' } as const;
    const begun = await imports.store.create({
      key: 'of this test',
      title: '',
      byWhom: null,
      source: 'killed',
      mapping: null,
      reading,
      receivedAt: new Date(),
    });
    const read = async (store: typeof imports.store) => {
      const [run, source] = [await store.find(begun.id), await imports.open(made, { files: false })];
      if (run === undefined) throw new Error('it is gone');
      return readRun({ run, source, reading, progress: silentProgress() }, { clickhouse, store });
    };
    const killed = {
      ...imports.store,
      update: (...[id, change]: Parameters<typeof imports.store.update>) =>
        change.state === 'read' ? Promise.reject(new Error('the power went')) : imports.store.update(id, change),
    };
    await expect(read(killed)).rejects.toThrow('the power went');
    expect(await read(imports.store)).toMatchObject({ state: 'read', lines: 3 });
    expect(await imports.store.find(begun.id)).toMatchObject({ cursor: '3', attempt: 2 });
  });

  test('a query cannot leave its read-only transaction', async () => {
    const sly = {
      postgres: { connection: 'shop', query: 'SELECT 1) AS t; COMMIT; CREATE TABLE sly (x int); SELECT (1' },
    };
    expect(await refusal(run(sly, aMapping('sly')))).toMatchObject({ field: 'from.query' });
  });

  test('one that does not answer is said not to', async () => {
    const from = { mysql: { connection: 'deaf', query: 'SELECT 1' } };
    expect(await refusal(run(from, aMapping('mysql-deaf')))).toMatchObject({
      field: 'from.connection',
      detail: expect.stringContaining('does not answer'),
    });
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

// a MySQL is no part of the repository: GYRE_TEST_MYSQL_URL names one that may be written to
describe.skipIf(mysqlUrl === undefined)('a table of MySQL or MariaDB', () => {
  const aTable = async (columns: string) => {
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection({ uri: mysqlUrl ?? '', timezone: 'Z' });
    const table = `import_${Date.now().toString(36)}`;
    onTestFinished(async () => {
      await connection.query(`DROP TABLE IF EXISTS ${table}`);
      await connection.end();
    });
    await connection.query(`SET time_zone = '+08:00'`);
    await connection.query(`CREATE TABLE ${table} (${columns})`);
    return {
      insert: (values: string) => connection.query(`INSERT INTO ${table} VALUES ${values}`),
      from: { mysql: { connection: 'mart', query: `SELECT * FROM ${table};`, cursor: 'n' } },
    };
  };

  test('is read as one of PostgreSQL is: from the cursor on, rows read again count once', async () => {
    const { insert, from } = await aTable(
      'n bigint unsigned, who varchar(20), at datetime(3), amount decimal(12, 2), city varchar(20) CHARACTER SET utf8mb4',
    );
    await insert(
      `(18446744073709551613, 'u1', '2026-01-01 00:00:00.500', 10.10, '上海'), (18446744073709551614, 'u2', '2026-01-02', 5, NULL)`,
    );
    expect(await run(from, aMapping('mysql'))).toMatchObject({ rows: 2, events: 2 });
    await insert(`(18446744073709551615, 'u3', '2026-01-03', 1, 'x')`);
    expect(await run(from, aMapping('mysql'))).toMatchObject({ rows: 2, events: 2, alreadyLogged: 1 });
    expect(await logged('mysql')).toEqual([{ n: '3', total: '16.1' }]);
    const wrong = { mysql: { connection: 'mart', query: 'SELECT nothing FROM nowhere' } };
    expect(await refusal(run(wrong, aMapping('mysql')))).toMatchObject({ field: 'from.query' });
  });

  test('keeps what its types say: great numbers and decimals to the last digit, moments in UTC, JSON inside, nothing as nothing', async () => {
    const { insert, from } = await aTable(`n bigint unsigned, who varchar(20), at timestamp(3) NULL, local datetime,
      amount decimal(20, 4), exact decimal(30, 10), vip tinyint(1), flags bit(9), doc json, code varbinary(8), day date`);
    await insert(`(18446744073709551615, 'u1', '2026-01-01 08:00:00.5', '2026-01-01 08:00:00', 12345678.9012,
      12345678901234567890.0123456789, true, b'100000001', '{"ship": {"city": "上海", "no": 12345678901234567890}}', x'dead', '2026-01-31'),
      (1, 'u2', '2026-01-02 00:00:00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`);
    const properties = { n: 'n', exact: 'exact', local: 'local', vip: 'vip', flags: 'flags', code: 'code', day: 'day' };
    const mapping = {
      ...aMapping('mysql-types'),
      properties: { ...properties, city: 'doc.ship.city', no: 'doc.ship.no' },
    };
    expect(await run(from, mapping)).toMatchObject({ rows: 2, events: 2 });
    const rows = await clickhouse.query(
      `SELECT ts, toString(value) AS value, properties FROM events FINAL WHERE source = 'mysql-types' ORDER BY ts`,
    );
    expect(rows).toEqual([
      {
        ts: '2026-01-01 00:00:00.500',
        value: '12345678.9012',
        properties: {
          n: '18446744073709551615',
          exact: '12345678901234567890.0123456789',
          local: '2026-01-01 08:00:00',
          vip: '1',
          flags: '257',
          code: String.raw`\xdead`,
          day: '2026-01-31',
          city: '上海',
          no: '12345678901234567890',
        },
      },
      { ts: '2026-01-01 16:00:00.000', value: null, properties: { n: '1' } },
    ]);
  });

  test('an import of it that was cut off ends what it had read; what came meanwhile comes with the next, by a cursor of moments too', async () => {
    const { insert, from } = await aTable('n timestamp(3) NULL, who varchar(20), at datetime, amount int, city int');
    await insert(`(NULL, 'u0', '2026-01-01', 1, 1), ('2026-01-01 08:00:00.5', 'u1', '2026-01-01', 1, 1),
      ('2026-01-02 08:00:00', '', '2026-01-02', 1, 1)`);
    const { setAside } = trouble;
    trouble.setAside = () => Promise.reject(new Error('the power went'));
    await expect(run(from, aMapping('mysql-cut'))).rejects.toThrow('the power went');
    trouble.setAside = setAside;
    await insert(`('2026-01-03 08:00:00', 'u3', '2026-01-03', 1, 1)`);
    expect(await run(from, aMapping('mysql-cut'))).toMatchObject({ rows: 3, events: 2, quarantined: 1 });
    expect(await run(from, aMapping('mysql-cut'))).toMatchObject({ rows: 2, events: 1, quarantined: 1 });
    expect(await logged('mysql-cut')).toEqual([{ n: '3', total: '3' }]);
  });
});
