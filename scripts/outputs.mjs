/**
 * What the outputs are made of, and whether they still match it.
 *
 * Each output directory carries a stamp: the hash of every input's path and content. Whoever is about to run an output
 * asks `isFresh` first, so a stale dist can never run. Reading and hashing everything takes some 30 ms; times of files
 * are not trusted, because a checkout or a copy changes them at will.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Names what a built program may start as a process (`…-child.ts`) or thread (`…-worker.ts`) of its own. */
const ownEntry = /-(child|worker)\.ts$/;
const testFile = /(\.test\.tsx?|\.md)$/;
const always = ['package.json', 'package-lock.json', 'scripts/outputs.mjs', 'scripts/build.mjs'];

/** @typedef {{ name: string, dir: string, inputs: () => string[] }} Output */

/** @type {Output} */
export const server = {
  name: 'server',
  dir: join(root, 'dist/server'),
  inputs: () => [...always, ...filesUnder('src').filter((path) => !testFile.test(path))],
};

/** @type {Output} */
export const consoleOutput = {
  name: 'console',
  dir: join(root, 'dist/console'),
  // of src the console sees the schemas alone; the lint rules hold it to that
  inputs: () => [
    ...always,
    'console/vite.config.ts',
    ...filesUnder('console').filter((path) => !testFile.test(path)),
    ...filesUnder('src').filter((path) => path.endsWith('/schemas.ts')),
  ],
};

/** @type {Output} */
export const sdkOutput = {
  name: 'sdk',
  dir: join(root, 'dist/sdk'),
  inputs: () => [...always, ...filesUnder('sdk').filter((path) => !testFile.test(path))],
};

/** Name of the bundle → source file, for the command line and each child or worker. */
export const serverEntries = () => {
  const entries = { main: './src/cli/main.ts' };
  for (const path of filesUnder('src').filter((file) => ownEntry.test(file))) {
    const name = path.slice(path.lastIndexOf('/') + 1, -'.ts'.length);
    if (name in entries) throw new Error(`two entries are called ${name}: ${entries[name]} and ${path}`);
    entries[name] = `./${path}`;
  }
  return entries;
};

/** @param {Output} output */
export const stampOf = (output) => {
  const hash = createHash('sha256');
  for (const path of output.inputs().toSorted()) {
    const file = join(root, path);
    if (existsSync(file)) hash.update(path).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

/** @param {Output} output */
export const isFresh = (output) => {
  const stamp = join(output.dir, '.stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(output);
};

/** A package unpacked without its sources has nothing to compare with: what it carries is what it is. */
export const hasSources = () => existsSync(join(root, 'src/cli/main.ts'));

/** @param {string} folder @returns {string[]} paths relative to the root, with `/` */
const filesUnder = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    : [];
