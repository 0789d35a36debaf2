import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockDirectory } from './directory-lock.ts';
import { startedAt } from './process-facts.ts';

const root = await mkdtemp(join(tmpdir(), 'gyre-lock-'));
afterAll(() => rm(root, { recursive: true }));

const aDirectory = (): Promise<string> => mkdtemp(join(root, 'd-'));

const aDeadPid = async (): Promise<number> => {
  const child = spawn('true');
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
};

test('a directory has one owner at a time', async () => {
  const directory = await aDirectory();
  const first = await lockDirectory(directory);
  expect(first.type).toBe('held');
  expect(await lockDirectory(directory)).toMatchObject({ type: 'taken', by: { pid: process.pid, host: hostname() } });
  if (first.type === 'held') await first.release();
  expect((await lockDirectory(directory)).type).toBe('held');
});

test('a lock whose owner was killed is taken over', async () => {
  const directory = await aDirectory();
  await writeFile(join(directory, 'lock'), JSON.stringify({ pid: await aDeadPid(), startedAt: '1', host: hostname() }));
  expect((await lockDirectory(directory)).type).toBe('held');
});

test('a lock whose owner’s number now belongs to another process is taken over', async () => {
  const directory = await aDirectory();
  await writeFile(join(directory, 'lock'), JSON.stringify({ pid: process.ppid, startedAt: '1', host: hostname() }));
  expect((await lockDirectory(directory)).type).toBe('held');
});

test('a living owner keeps its lock', async () => {
  const directory = await aDirectory();
  const holder = { pid: process.ppid, startedAt: await startedAt(process.ppid), host: hostname() };
  await writeFile(join(directory, 'lock'), JSON.stringify(holder));
  expect(await lockDirectory(directory)).toEqual({ type: 'taken', by: holder });
});

test('an owner on another host is believed dead only when its heartbeat has stopped', async () => {
  const directory = await aDirectory();
  await writeFile(join(directory, 'lock'), JSON.stringify({ pid: 1, startedAt: '1', host: 'a-container-that-was' }));
  const beatMs = 100;
  const beat = setInterval(() => void utimes(join(directory, 'lock'), new Date(), new Date()), beatMs);
  expect((await lockDirectory(directory, beatMs)).type).toBe('taken');
  clearInterval(beat);
  expect((await lockDirectory(directory, beatMs)).type).toBe('held');
});

test('a lock cut short by a crash binds nobody', async () => {
  const directory = await aDirectory();
  await writeFile(join(directory, 'lock'), '{"pid":');
  expect((await lockDirectory(directory)).type).toBe('held');
});

test('of many that find the same stale lock one becomes the owner', async () => {
  const directory = await aDirectory();
  await writeFile(join(directory, 'lock'), JSON.stringify({ pid: await aDeadPid(), startedAt: '1', host: hostname() }));
  const script = `
    import { lockDirectory } from ${JSON.stringify(new URL('./directory-lock.ts', import.meta.url).href)};
    const lock = await lockDirectory(${JSON.stringify(directory)});
    console.log(lock.type);
    process.stdin.resume();`;
  const file = join(directory, 'contender.mts');
  await writeFile(file, script);
  const children = [1, 2, 3, 4].map(() => spawn(process.execPath, ['--import', 'tsx', file]));
  const answers = await Promise.all(
    children.map(
      (child) => new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim()))),
    ),
  );
  const holder: unknown = JSON.parse(await readFile(join(directory, 'lock'), 'utf8'));
  const owner = children[answers.indexOf('held')];
  for (const child of children) child.kill('SIGKILL');
  expect(answers.toSorted()).toEqual(['held', 'taken', 'taken', 'taken']);
  expect(holder).toMatchObject({ pid: owner?.pid });
});
