import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { problem } from '#platform';
import type { Part } from './part.ts';

/** What one import may consist of; a staged row's number has sixteen bits for its file. */
export const maxParts = 65_535;

/**
 * The files at a path, in the order of their names: the file itself, those of a folder (not of folders in it; hidden
 * ones are left out), or those a pattern such as `exports/2026-*.csv.gz` names in one folder.
 * @throws GyreError `not_found` when there is none.
 */
export const filesAt = async (path: string): Promise<readonly Part[]> => {
  const found = await stat(path).catch(() => undefined);
  const files = found?.isFile() ? [path] : await filesIn(found?.isDirectory() ? join(path, '*') : path);
  if (files.length === 0) throw problem('not_found', { detail: `file ${path}`, detailZh: `文件 ${path}` });
  if (files.length > maxParts)
    throw problem('invalid_input', {
      field: 'file',
      detail: `more than ${maxParts} files`,
      detailZh: `文件超过 ${maxParts} 个`,
    });
  return Promise.all(files.map(partOf));
};

const filesIn = async (pattern: string): Promise<readonly string[]> => {
  const folder = dirname(pattern);
  const name = basename(pattern);
  if (!/[*?]/.test(name)) return [];
  const matches = new RegExp(
    `^${name
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'u',
  );
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && matches.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .toSorted();
};

const partOf = async (file: string): Promise<Part> => {
  const { size, mtimeMs } = await stat(file);
  return {
    name: basename(file),
    sizeBytes: size,
    version: `${file}\u0000${size}\u0000${mtimeMs}`,
    open: async () => createReadStream(file, { highWaterMark: 256 * 1024 }),
  };
};
