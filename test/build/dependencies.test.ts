import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('every dependency has its reason in docs/dependencies.md, and nothing else stands there', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const installed = Object.keys({ ...dependencies, ...devDependencies });
  const explained = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(explained.toSorted()).toEqual(installed.toSorted());
});

it('every version is exact, so that an install tomorrow is the install of today', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const versions: readonly unknown[] = Object.values({ ...dependencies, ...devDependencies });
  for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
});
