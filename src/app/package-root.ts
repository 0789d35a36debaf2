import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of Gyre's package.json, from the sources and from the bundle alike. */
export const packageRoot = (): string => {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json')) && existsSync(join(at, 'examples'))) return at;
    if (at === dirname(at)) throw new Error('Gyre’s own files are not where they should be');
  }
};
