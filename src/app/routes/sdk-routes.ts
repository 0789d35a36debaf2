import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { problem } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import { encodedFor, type SdkFile } from '../sdk-files.ts';

type Deps = {
  /** Below `/sdk/`. */
  readonly files: ReadonlyMap<string, SdkFile>;
  readonly demoKey: () => Promise<string>;
};

/** An hour, then the old one while the new one is fetched: a release reaches every page within a day. */
const cacheControl = 'public, max-age=3600, stale-while-revalidate=86400';
const hidden = { config: { public: true }, schema: { hide: true } } as const;

/** The browser SDK for the pages of brands, and a shop to try it in. */
export const sdkRoutes =
  ({ files, demoKey }: Deps): Routes =>
  (app) => {
    const send = (name: string, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const file = files.get(name);
      if (file === undefined)
        throw problem('not_found', {
          detail: 'the browser SDK is not built (npm run build)',
          detailZh: '浏览器 SDK 尚未构建（npm run build）',
        });
      reply.header('cache-control', cacheControl).header('etag', file.tag).header('vary', 'accept-encoding');
      if (request.headers['if-none-match'] === file.tag) return reply.code(304).send();
      const { body, encoding } = encodedFor(file, String(request.headers['accept-encoding'] ?? ''));
      if (encoding !== undefined) reply.header('content-encoding', encoding);
      return reply.type(file.type).send(body);
    };

    for (const name of ['gyre.js', 'gyre.mjs']) {
      app.get(`/sdk/${name}`, hidden, async (request, reply) => {
        // any site may load it, also with `crossorigin` and `integrity`; nothing of a visitor is in it
        reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
        return send(name, request, reply);
      });
    }
    for (const [path, name] of [
      ['/sdk/demo', 'demo/index.html'],
      ['/sdk/demo/shop.js', 'demo/shop.js'],
      ['/sdk/demo/shop.css', 'demo/shop.css'],
    ] as const) {
      app.get(path, hidden, async (request, reply) => send(name, request, reply));
    }

    // the page is everybody's, the key is not: it goes to people who are signed in and may send events
    app.post(
      '/api/sdk/demo-key',
      {
        config: { scope: 'events:write' },
        schema: {
          tags: ['data'],
          summary: 'The write key of the demo shop at /sdk/demo',
          response: { 200: z.object({ writeKey: z.string() }) },
        },
      },
      async () => ({ writeKey: await demoKey() }),
    );
  };
