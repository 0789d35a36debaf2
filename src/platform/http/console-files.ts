import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import files from '@fastify/static';
import { problem } from '../errors.ts';
import type { HttpServer } from './http-server.ts';

/** Paths that belong to the API: unknown ones are errors, not pages. */
const api = /^\/(api|v1)(\/|$)/;
/** Vite puts a hash of the content into these names. */
const hashed = /^assets\//;

/**
 * Serves the built console from `dir`. Every other path is answered with its page, which finds its own way; hashed
 * assets may be kept for a year. What is served is listed once, at the start: nothing else can be asked for.
 */
export const serveConsole = async (server: HttpServer, dir: string): Promise<void> => {
  const known = listed(dir);
  await server.register(files, { root: dir, serve: false, preCompressed: true, cacheControl: false });
  server.get('/*', { config: { public: true }, schema: { hide: true } }, async (request, reply) => {
    const [path = ''] = request.url.split('?');
    const file = decoded(path).slice(1);
    if (known.has(file) && file !== 'index.html') {
      reply.header('cache-control', hashed.test(file) ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
      return reply.sendFile(file);
    }
    if (api.test(path) || /\.\w{1,8}$/.test(path)) throw problem('not_found', { detail: path.slice(0, 200) });
    if (!known.has('index.html'))
      throw problem('not_found', {
        detail: 'the console is not built (npm run build)',
        detailZh: '控制台尚未构建（npm run build）',
      });
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
};

const listed = (dir: string): ReadonlySet<string> => {
  const entries = existsSync(dir) ? readdirSync(dir, { recursive: true, withFileTypes: true }) : [];
  return new Set(
    entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !/\.(br|gz)$/.test(entry.name))
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
};
