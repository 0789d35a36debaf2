/** Everything that can be said about the code without running it. All checks run, whatever the first one finds. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from './outputs.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);

/** Colours only for somebody who looks. */
const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };

const checks = [
  ['types', bin('tsc'), ['--noEmit', '--pretty', String(Boolean(process.stdout.isTTY)), '--project', '.']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings', '--ignore-pattern', 'test/lint-fixtures', '.']],
  ['lint fixtures', process.execPath, ['scripts/lint-fixtures.mjs']],
  ['format', bin('oxfmt'), ['--check', '.']],
];

/** @returns {Promise<{ passed: boolean, output: string, seconds: string }>} */
const run = (command, args) =>
  new Promise((resolve) => {
    const startedMs = performance.now();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...colours },
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const done = (passed) => resolve({ passed, output, seconds: ((performance.now() - startedMs) / 1000).toFixed(1) });
    child.on('error', (error) => {
      output += error.message;
      done(false);
    });
    child.on('close', (code) => done(code === 0));
  });

const results = await Promise.all(
  checks.map(async ([name, command, args]) => ({ name, ...(await run(command, args)) })),
);
for (const { name, passed, output, seconds } of results) {
  if (!passed) process.stdout.write(`${output.trimEnd()}\n`);
  process.stdout.write(`${passed ? '✓' : '✗'} ${name} (${seconds} s)\n`);
}
if (results.some(({ passed }) => !passed)) process.exitCode = 1;
