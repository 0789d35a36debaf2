import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { secretHash } from '#platform';

export type SdkFile = {
  readonly type: string;
  readonly tag: string;
  readonly plain: Buffer;
  /** Compressed at build time; small files are not. */
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
};

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

/** The built browser SDK and its demo, by their path below `/sdk/`: some 60 KB, read once. Empty when it is not built. */
export const readSdkFiles = (dir: string): ReadonlyMap<string, SdkFile> => {
  const entries = existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: 'utf8' }) : [];
  const files = new Map<string, SdkFile>();
  for (const entry of entries) {
    const type = types[extname(entry)];
    if (type === undefined) continue;
    const path = join(dir, entry);
    const plain = readFileSync(path);
    const compressed = (ending: string) => (existsSync(path + ending) ? readFileSync(path + ending) : undefined);
    files.set(entry.replaceAll('\\', '/'), {
      type,
      plain,
      tag: `"${secretHash(plain.toString('utf8')).slice(0, 20)}"`,
      br: compressed('.br'),
      gzip: compressed('.gz'),
    });
  }
  return files;
};

/** What of a file to send to a browser that accepts these encodings. */
export const encodedFor = (
  { br, gzip, plain }: SdkFile,
  accepted = '',
): { readonly body: Buffer; readonly encoding?: 'br' | 'gzip' } => {
  if (br !== undefined && /\bbr\b/.test(accepted)) return { body: br, encoding: 'br' };
  if (gzip !== undefined && /\bgzip\b/.test(accepted)) return { body: gzip, encoding: 'gzip' };
  return { body: plain };
};
