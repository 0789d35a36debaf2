import type { HttpServer, Routes } from '#platform/http/http-server.ts';
import { problem } from '#platform';
import type { Collector, Received } from './collector.ts';
import { authenticate, basicUser, type SourceOf } from './formats/authenticate.ts';
import { cloudEventRoutes } from './formats/cloudevents/routes.ts';
import { textOf } from './formats/member.ts';
import { postHogRoutes } from './formats/posthog/routes.ts';
import { clientRoutes } from './formats/segment/client-routes.ts';
import { sensorsRoutes } from './formats/sensors/routes.ts';
import { unpackEncoded } from './formats/unpack.ts';
import { isObject, segmentCalls } from './segment-message.ts';

type Deps = { readonly collector: Collector; readonly sourceOf: SourceOf };

const maxBatchBytes = 500 * 1024;
const maxCallBytes = 32 * 1024;

/** Everything people may send events with. An answer of success means that what was accepted is on disk. */
export const collectRoutes =
  (deps: Deps): Routes =>
  async (app) => {
    // each format in a scope of its own: they differ in what a body is
    for (const routes of [segmentRoutes, clientRoutes, postHogRoutes, sensorsRoutes, cloudEventRoutes]) {
      await app.register(async (scoped) => routes(deps)(scoped.withTypeProvider()));
    }
  };

/** Segment's HTTP tracking API, also under the short paths of its browser client and the paths of RudderStack's. */
const segmentRoutes =
  ({ collector, sourceOf }: Deps): Routes =>
  (app) => {
    const receive = receiveBatch(collector);
    parseJsonBodies(app);

    for (const call of segmentCalls) {
      for (const url of [`/v1/${call}`, `/v1/${call.charAt(0)}`]) {
        const schema = { tags: ['collect'], summary: `Segment ${call}`, description: description(call) };
        app.post(
          url,
          {
            bodyLimit: maxCallBytes,
            config: { public: true, crossOrigin: true },
            schema: url === `/v1/${call}` ? schema : { hide: true },
          },
          async (request) => {
            const source = await sourceBehind(request, sourceOf);
            await collector.one(call, request.body, source);
            return { success: true };
          },
        );
      }
    }

    for (const url of ['/v1/batch', '/v1/b', '/v1/import', '/beacon/v1/batch'] as const) {
      const schema = {
        tags: ['collect'],
        summary: 'Segment batch',
        description:
          'Up to 500 KB of messages, each with its `type`. Messages that cannot be placed go to quarantine; the others are stored.',
      };
      app.post(
        url,
        {
          bodyLimit: maxBatchBytes,
          config: { public: true, crossOrigin: true },
          schema: url === '/v1/batch' ? schema : { hide: true },
        },
        async (request) => {
          const source = await sourceBehind(request, sourceOf);
          return { success: true, ...(await receive(request, source)) };
        },
      );
    }
  };

/** RudderStack's Node client calls its gzip a form. */
const jsonTypes = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];

/**
 * Browsers send text/plain to avoid a preflight; the body is JSON all the same. Bodies are parsed here and not by
 * Fastify's own parser, which refuses a whole batch when one message has a member called `__proto__`.
 */
const parseJsonBodies = (app: HttpServer): void => {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(jsonTypes, { parseAs: 'buffer' }, (request, body, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined) return parse(body, done);
    Promise.resolve()
      .then(() => unpackEncoded(Buffer.from(body), encoding, request.routeOptions.bodyLimit ?? maxBatchBytes))
      .then((plain) => parse(plain, done), done);
  });
};

const parse = (body: string | Buffer, done: (error: Error | null, body?: unknown) => void): void => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return done(problem('invalid_input', { detail: 'the body is not JSON', detailZh: '请求体不是 JSON' }));
  }
  done(null, parsed);
};

/** Not async, and the request lets go of its body: hundreds of parsed messages need not live until they are on disk. */
const receiveBatch =
  (collector: Collector) =>
  (request: { body: unknown }, source: string): Promise<Received> => {
    const { body } = request;
    request.body = undefined;
    if (!isObject(body))
      throw problem('invalid_input', { detail: 'the body is one JSON object', detailZh: '请求体应为一个 JSON 对象' });
    const { batch, context, sentAt } = body;
    if (!Array.isArray(batch)) {
      throw problem('invalid_input', {
        field: 'batch',
        detail: 'batch: a list of messages is expected',
        detailZh: 'batch：应为消息列表',
      });
    }
    return collector.batch({ messages: batch, source, shared: { context, sentAt } });
  };

const description = (call: string): string =>
  `One ${call} call as in Segment’s spec, 32 KB at most. The write key comes as the Basic user name or as \`writeKey\` in the body.`;

type Keyed = {
  readonly headers: { readonly authorization?: string | undefined };
  readonly body: unknown;
  readonly query: unknown;
};

/** Beacons can set no header; RudderStack's carry the key in the address. */
const sourceBehind = ({ headers, body, query }: Keyed, sourceOf: SourceOf): Promise<string> =>
  authenticate(basicUser(headers.authorization) ?? textOf(body, 'writeKey') ?? textOf(query, 'writeKey'), sourceOf, {
    en: 'as the Basic user name or as writeKey',
    zh: ' Basic 用户名或 writeKey ',
  });
