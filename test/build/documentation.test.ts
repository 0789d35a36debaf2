import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const under = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));

const pages = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...[...under('docs'), ...under('src'), 'console/README.md', 'sdk/README.md'].filter((file) => file.endsWith('.md')),
];

const found = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap(([, name]) => name ?? [])),
];

describe('the documentation', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const links = found(read(page), /\]\(([^)#\s]+)(?:#[^)]*)?\)/g).filter((link) => !/^https?:/.test(link));
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it('explains every setting, and no others', () => {
    const settings = [
      ...found(read('src/platform/env.ts'), /^ {2}(GYRE_[A-Z_]+): z/gm),
      'GYRE_CHANNEL_SECRET_NAME',
      'GYRE_SOURCE_NAME',
      'GYRE_CHROMIUM',
    ];
    const explained = found(read('docs/operations.md'), /^\| `(GYRE_[A-Z_]+)`/gm);
    expect(explained.toSorted()).toEqual(settings.toSorted());
  });

  it('names only commands that exist', () => {
    const commands = found(under('src/cli').map(read).join('\n'), /\.command\('(\w[\w-]*)/g);
    const named = pages.flatMap((page) => found(read(page), /npx gyre ([a-z][a-z-]*)/g));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !commands.includes(name))).toEqual([]);
  });

  it('says for every endpoint in docs/api.md what the server has', () => {
    const written = found(read('docs/api.md'), /(\/(?:v1|api)\/[\w$:./-]*\w)/g);
    const sources = under('src')
      .filter((file) => file.endsWith('.ts') && !file.includes('test'))
      .map(read)
      .join('\n');
    // /v1/track and its kin are made of a list
    const calls = found(read('src/collect/segment-message.ts'), /'(\w+)'/g).map((call) => `/v1/${call}`);
    const routes = [...found(sources, /'(\/(?:v1|api)\/[\w:./-]+)/g), ...calls];
    // an example names somebody where the server has a parameter; a path may also stand for all below it
    const patterns = [...new Set(routes)].map((route) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`));
    const above = (path: string): boolean => routes.some((route) => route.startsWith(`${path}/`));
    expect(written.length).toBeGreaterThan(20);
    expect(written.filter((path) => !patterns.some((pattern) => pattern.test(path)) && !above(path))).toEqual([]);
  });
});
