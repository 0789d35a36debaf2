import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const script = (name: string): string => fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gyre-verdict-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script(name), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  return { status, stdout, stderr };
};

describe('the closing line', () => {
  const closing = (report: object | undefined, testsExit: string, failedSteps: string) => {
    const file = join(folder, 'report.json');
    rmSync(file, { force: true });
    if (report !== undefined) writeFileSync(file, JSON.stringify(report));
    const { status, stdout } = run('closing-line.mjs', [file, testsExit, failedSteps]);
    return { status, stdout };
  };
  const passed = { numPassedTests: 12, numFailedTests: 0, success: true, testResults: [] };
  const brokenFile = { status: 'failed', assertionResults: [] };

  it('is green only when everything passed', () => {
    expect(closing(passed, '0', '0')).toEqual({ status: 0, stdout: '12 passed, 0 failed\n' });
  });

  it.each([
    ['a failed test', { ...passed, numFailedTests: 2, success: false }, '1', '0', '12 passed, 2 failed\n'],
    [
      'a file that does not load',
      { ...passed, success: false, testResults: [brokenFile] },
      '1',
      '0',
      '12 passed, 1 failed\n',
    ],
    ['an error outside of every test', { ...passed, success: false }, '1', '0', '12 passed, 1 failed\n'],
    ['a run that ends badly though all passed', passed, '1', '0', '12 passed, 1 failed\n'],
    ['a failed check beside the tests', passed, '0', '1', '12 passed, 1 failed\n'],
    ['no report at all', undefined, '0', '0', '0 passed, 1 failed\n'],
    ['no tests at all', { ...passed, numPassedTests: 0 }, '0', '0', '0 passed, 0 failed\n'],
  ])('is red for %s', (_what, report, testsExit, failedSteps, stdout) => {
    expect(closing(report, testsExit, failedSteps)).toEqual({ status: 1, stdout });
  });
});

describe('a missing Chromium', () => {
  const gone = { GYRE_CHROMIUM: join(folder, 'no-such-browser') };

  it('fails CI, where the browser tests must run', () => {
    const { status, stderr } = run('ensure-chromium.mjs', [], { ...gone, CI: 'true' });
    expect(status).toBe(1);
    expect(stderr).toContain('must run');
  });

  it('elsewhere says how to get one and goes on', () => {
    const { status, stderr } = run('ensure-chromium.mjs', [], gone);
    expect(status).toBe(0);
    expect(stderr).toContain('GYRE_CHROMIUM');
  });
});
