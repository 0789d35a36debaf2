import { problem } from '#platform';
import type { HttpServer } from '#platform/http/http-server.ts';
import { unpackEncoded } from './unpack.ts';

/** In this scope a body is the bytes that came, whatever they call themselves; only `content-encoding` is undone. */
export const takeRawBodies = (app: HttpServer): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (request: { headers: Headers; routeOptions: Limits }, body: Buffer) =>
      unpackEncoded(body, request.headers['content-encoding'], request.routeOptions.bodyLimit ?? 2 ** 20),
  );
};

type Headers = { readonly 'content-encoding'?: string | undefined };
type Limits = { readonly bodyLimit?: number | undefined };

/** The body's bytes; none when there was no body. */
export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

/** @throws GyreError `invalid_input`. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw problem('invalid_input', { detail: 'the body is not JSON', detailZh: '请求体不是 JSON' });
  }
};
