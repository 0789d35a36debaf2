import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { isAlive, waitUntilGone } from '../children/process-facts.ts';
import { readRunFile } from '../children/run-file.ts';
import { GyreError } from '../errors.ts';
import { silentLogger } from '../log.ts';
import { openStores, type OpenStores, type Stores } from './stores.ts';

const root = await mkdtemp(join(tmpdir(), 'gyre-stores-'));
await chmod(root, 0o755);
afterAll(() => rm(root, { recursive: true, force: true }));

const aDataDir = (): Promise<string> => mkdtemp(join(root, 'data-'));

const open = async (args: Partial<OpenStores> & { dataDir: string }): Promise<Stores> => {
  const stores = await openStores({ memoryBytes: 2 ** 30, log: silentLogger(), ...args });
  onTestFinished(() => stores.stop());
  return stores;
};

/** Another process that owns the directory. */
const anOwner = async (dataDir: string) => {
  const fixture = fileURLToPath(new URL('./open-stores.fixture.ts', import.meta.url));
  const owner = spawn(process.execPath, ['--import', 'tsx', fixture, dataDir, 'own'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void owner.kill('SIGKILL'));
  await once(owner.stdout, 'data');
  return owner;
};

const answerBoth = async (stores: Stores): Promise<unknown> => [
  await stores.clickhouse.query('SELECT currentUser() AS user, currentDatabase() AS place'),
  await stores.postgres.query('SELECT current_user AS user, current_database() AS place'),
];
const asGyre = [[{ user: 'gyre', place: 'gyre' }], [{ user: 'gyre', place: 'gyre' }]];

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return thrown instanceof GyreError ? `${thrown.code}: ${thrown.message}` : String(thrown);
};

describe('openStores', () => {
  test('starts both from nothing, keeps what was written, and leaves no process behind', async () => {
    const dataDir = await aDataDir();
    const first = await open({ dataDir });
    expect(await answerBoth(first)).toEqual(asGyre);
    await first.clickhouse.command('CREATE TABLE kept (n UInt8) ORDER BY n');
    await first.clickhouse.insert({ table: 'kept', rows: [{ n: 7 }] });
    await first.postgres.query('CREATE TABLE kept AS SELECT 7 AS n');
    const pids = (await first.describe()).map(({ pid = 0 }) => pid);
    await first.stop();
    expect(pids.map(isAlive)).toEqual([false, false]);

    const second = await open({ dataDir });
    expect(await second.clickhouse.query('SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(await second.postgres.query('SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(second.urls).toEqual(first.urls);
  });

  test('describes its children: place, state, process, memory', async () => {
    const stores = await open({ dataDir: await aDataDir() });
    const facts = await stores.describe();
    expect(facts).toMatchObject([
      { name: 'clickhouse', place: 'embedded', state: 'running', restarts: 0 },
      { name: 'postgres', place: 'embedded', state: 'running', restarts: 0 },
    ]);
    for (const { residentBytes = 0 } of facts) expect(residentBytes).toBeGreaterThan(10 * 2 ** 20);
  });

  test('keeps passwords from other users, and lets nobody in without one', async () => {
    const dataDir = await aDataDir();
    const stores = await open({ dataDir });
    for (const file of ['store-passwords.json', 'run.json', 'lock']) {
      expect((await stat(join(dataDir, file))).mode & 0o077).toBe(0);
    }
    const { port } = new URL(stores.urls.clickhouse);
    await stores.clickhouse.command('CREATE TABLE secret (n UInt8) ORDER BY n');
    const passwordless = await fetch(`http://127.0.0.1:${port}/?query=SELECT+*+FROM+gyre.secret`, {
      headers: { connection: 'close' },
    });
    expect(await passwordless.text()).toContain('Not enough privileges');
    const wrong = stores.urls.postgres.replace(/:[0-9a-f]{48}@/, ':wrong@');
    const entering = openStores({
      dataDir,
      clickhouseUrl: stores.urls.clickhouse,
      postgresUrl: wrong,
      log: silentLogger(),
    });
    expect(await codeOf(entering)).toMatch(/^setting_invalid: .*GYRE_POSTGRES_URL.*password authentication failed/);
  });

  test('a killed store comes back at the same address and the clients go on', async () => {
    const stores = await open({ dataDir: await aDataDir() });
    for (const { pid = 0 } of await stores.describe()) process.kill(pid, 'SIGKILL');
    await vi.waitFor(
      async () => expect((await stores.describe()).map(({ restarts }) => restarts)).toEqual([1, 1]),
      60_000,
    );
    await vi.waitFor(async () => expect(await answerBoth(stores)).toEqual(asGyre), 30_000);
  });

  test('ClickHouse refuses a query that wants more memory than its cap, and lives', async () => {
    const stores = await open({ dataDir: await aDataDir(), memoryBytes: 2 ** 29 });
    const glutton = stores.clickhouse.query('SELECT length(groupArray(toString(number))) AS n FROM numbers(100000000)');
    expect(await codeOf(glutton)).toMatch(/^query_too_heavy/);
    expect(await answerBoth(stores)).toEqual(asGyre);
    expect((await stores.describe()).map(({ restarts }) => restarts)).toEqual([0, 0]);
  });

  test('takes other ports when its own are taken', async () => {
    const dataDir = await aDataDir();
    const first = await open({ dataDir });
    await first.stop();
    const squatters = Object.values(first.urls).map((url) =>
      createServer().listen(Number(new URL(url).port), '127.0.0.1'),
    );
    onTestFinished(() => squatters.forEach((squatter) => squatter.close()));
    await Promise.all(squatters.map((squatter) => once(squatter, 'listening')));
    const second = await open({ dataDir });
    expect(await answerBoth(second)).toEqual(asGyre);
    expect(second.urls.clickhouse).not.toBe(first.urls.clickhouse);
    expect(second.urls.postgres).not.toBe(first.urls.postgres);
  });

  test('starts none where a URL is given', async () => {
    const given = await open({ dataDir: await aDataDir() });
    const dataDir = await aDataDir();
    const stores = await open({ dataDir, clickhouseUrl: given.urls.clickhouse, postgresUrl: given.urls.postgres });
    expect(await answerBoth(stores)).toEqual(asGyre);
    expect((await stores.describe()).map(({ place }) => place)).toEqual(['external', 'external']);
    expect(await readRunFile(dataDir)).toBeUndefined();

    const half = await open({ dataDir, clickhouseUrl: given.urls.clickhouse });
    expect((await half.describe()).map(({ place }) => place)).toEqual(['external', 'embedded']);
    await half.stop();
    expect(await answerBoth(given)).toEqual(asGyre);
  });
});

describe('a data directory', () => {
  test('in use is refused to a second server, which learns who has it and where', async () => {
    const dataDir = await aDataDir();
    const owner = await anOwner(dataDir);
    expect(await codeOf(openStores({ dataDir, log: silentLogger() }))).toMatch(
      new RegExp(`^data_dir_in_use: .*process ${owner.pid} .*http://127.0.0.1:7788`),
    );
  });

  test('in use serves a command, which leaves the stores running when it ends', async () => {
    const dataDir = await aDataDir();
    await anOwner(dataDir);
    const command = await open({ dataDir, mode: 'attach-or-own' });
    expect(command.owner).toBe(false);
    expect(await answerBoth(command)).toEqual(asGyre);
    await command.stop();
    const another = await open({ dataDir, mode: 'attach-or-own' });
    expect(await answerBoth(another)).toEqual(asGyre);
  });

  test('in nobody’s use gives a command stores of its own', async () => {
    const stores = await open({ dataDir: await aDataDir(), mode: 'attach-or-own' });
    expect(stores.owner).toBe(true);
  });

  test('whose owner was killed is stopped by itself and can be opened at once', async () => {
    const dataDir = await aDataDir();
    const owner = await anOwner(dataDir);
    const run = await readRunFile(dataDir);
    owner.kill('SIGKILL');
    const stores = await open({ dataDir });
    expect(await answerBoth(stores)).toEqual(asGyre);
    expect(isAlive(run?.clickhouse?.pid ?? 0)).toBe(false);
    expect(isAlive(run?.postgres?.pid ?? 0)).toBe(false);
  });

  test('whose owner was killed is left by both children without anybody’s help', async () => {
    const dataDir = await aDataDir();
    const owner = await anOwner(dataDir);
    const run = await readRunFile(dataDir);
    owner.kill('SIGKILL');
    expect(await waitUntilGone(run?.clickhouse?.pid ?? 0, 15_000)).toBe(true);
    expect(await waitUntilGone(run?.postgres?.pid ?? 0, 15_000)).toBe(true);
  });

  test('with a pid file of another program’s process can be opened', async () => {
    const dataDir = await aDataDir();
    const first = await open({ dataDir });
    await first.stop();
    const bystander = spawn('sleep', ['1000']);
    onTestFinished(() => void bystander.kill());
    await writeFile(join(dataDir, 'postgres/data/postmaster.pid'), `${bystander.pid}\n/elsewhere\n`);
    await writeFile(join(dataDir, 'clickhouse/data/status'), `PID: ${bystander.pid}\n`);
    const second = await open({ dataDir });
    expect(await answerBoth(second)).toEqual(asGyre);
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
  });

  test('that was cut short while it was made can be opened', async () => {
    const dataDir = await aDataDir();
    const fixture = fileURLToPath(new URL('./open-stores.fixture.ts', import.meta.url));
    const owner = spawn(process.execPath, ['--import', 'tsx', fixture, dataDir, 'own']);
    const unfinished = async (): Promise<boolean> =>
      (await readdir(join(dataDir, 'postgres'))).some((name) => name.startsWith('unfinished-'));
    await vi.waitFor(async () => expect(await unfinished()).toBe(true), { timeout: 60_000, interval: 1 });
    owner.kill('SIGKILL');
    const stores = await open({ dataDir });
    expect(await answerBoth(stores)).toEqual(asGyre);
    expect(await readFile(join(dataDir, 'postgres/data/PG_VERSION'), 'utf8')).toBe('18\n');
  });

  test.runIf(process.getuid?.() === 0)(
    'under a closed one serves root too: PostgreSQL lives where its account can walk',
    async () => {
      const closed = join(await aDataDir(), 'closed');
      await mkdir(closed, { mode: 0o700 });
      const stores = await open({ dataDir: join(closed, 'data') });
      const home = await realpath(join(closed, 'data/postgres'));
      onTestFinished(() => rm(home, { recursive: true }));
      expect(home.startsWith(closed)).toBe(false);
      expect((await stat(home)).uid).not.toBe(0);
      expect(await answerBoth(stores)).toEqual(asGyre);
      await stores.stop();
    },
  );

  test('that cannot be written is named', async () => {
    const file = join(await aDataDir(), 'file');
    await writeFile(file, '');
    expect(await codeOf(openStores({ dataDir: join(file, 'data'), log: silentLogger() }))).toMatch(
      /^setting_invalid: .*file\/data cannot be written/,
    );
  });
});
