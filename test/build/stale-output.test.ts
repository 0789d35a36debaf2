import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A house with the real scripts and a program of one line. */
const house = mkdtempSync(join(tmpdir(), 'gyre-build-'));
afterAll(() => rmSync(house, { recursive: true }));
cpSync(join(repository, 'scripts'), join(house, 'scripts'), { recursive: true });
writeFileSync(
  join(house, 'package.json'),
  JSON.stringify({ name: 'house', type: 'module', imports: { '#word': './src/word.ts' } }),
);
mkdirSync(join(house, 'src/cli'), { recursive: true });
writeFileSync(
  join(house, 'src/cli/main.ts'),
  `import { word } from '#word'; console.log(word, ...process.argv.slice(2));`,
);

const say = (word: string): void =>
  writeFileSync(join(house, 'src/word.ts'), `export const word = ${JSON.stringify(word)};`);
const installTools = (): void => symlinkSync(join(repository, 'node_modules'), join(house, 'node_modules'));
const removeTools = (): void => rmSync(join(house, 'node_modules'));
const gyre = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(house, 'scripts/gyre.mjs'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout: stdout.trim(), stderr };
};

describe('the gyre command', () => {
  it('builds once, then runs what is built, and builds again when a source changes', () => {
    installTools();
    say('one');
    const first = gyre('start', '--empty');
    expect(first).toMatchObject({ status: 0, stdout: 'one start --empty' });
    expect(first.stderr).toContain('Building the server');
    expect(gyre()).toEqual({ status: 0, stdout: 'one', stderr: '' });
    say('two');
    expect(gyre().stdout).toBe('two');
  });

  it('leaves the good output alone when a build fails, and does not run it', () => {
    writeFileSync(join(house, 'src/word.ts'), 'export const word = ;');
    expect(gyre()).toMatchObject({ status: 1, stdout: '' });
    say('two');
    expect(gyre()).toEqual({ status: 0, stdout: 'two', stderr: '' });
  });

  it('runs a fresh output without the build tools, and refuses a stale one', () => {
    removeTools();
    expect(gyre().stdout).toBe('two');
    say('three');
    const stale = gyre();
    expect(stale).toMatchObject({ status: 1, stdout: '' });
    expect(stale.stderr).toContain('npm ci');
  });
});
