import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '#app';

const textsUnder = async (directories: readonly string[], which: RegExp): Promise<string> => {
  const texts = directories.map(async (directory) => {
    const root = join(packageRoot(), directory);
    const files = (await readdir(root, { recursive: true })).filter((file) => which.test(file));
    return Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  });
  return (await Promise.all(texts)).flat().join('\n');
};

test('every place in the code where a power cut is prepared for has a test in which it comes', async () => {
  const code = await textsUnder(['src'], /(?<!\.test)\.ts$/);
  const tests = await textsUnder(['src', 'test'], /\.test\.ts$/);
  const named = [...code.matchAll(/faultPoint\('([^']+)'\)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !tests.includes(`'${name}`))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});
