import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { silentLogger } from '../log.ts';
import { captureOutput, levelOf } from './output.ts';

test('a store’s own alarm is an error in the log, a failed statement is not', () => {
  expect(levelOf('2026-01-01 [1] PANIC:  could not write to file')).toBe('error');
  expect(levelOf('2026.01.01 [ 1 ] <Fatal> BaseDaemon: Terminate called')).toBe('error');
  expect(levelOf('2026-01-01 [1] ERROR:  duplicate key value')).toBe('debug');
});

test('PostgreSQL turning us away while it starts or stops is no alarm', () => {
  expect(levelOf('2026-01-01 UTC [2] FATAL:  the database system is starting up')).toBe('debug');
  expect(levelOf('2026-01-01 UTC [2] FATAL:  terminating connection due to administrator command')).toBe('debug');
});

test('the last lines are kept for the message of a failed start', async () => {
  const stream = new PassThrough();
  const output = captureOutput({ child: 'c', stream, log: silentLogger() });
  stream.end(Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(output.tail().split('\n')).toHaveLength(40);
  expect(output.tail()).toMatch(/^line 60\n[\s\S]*line 99$/);
});
