import type { Routes } from '#platform/http/http-server.ts';
import { GyreError, problem } from '#platform';
import type { Collector, Received } from './collector.ts';
import { isObject, segmentCalls } from './segment-message.ts';

type Deps = {
  readonly collector: Collector;
  /** The source a write key stands for, or undefined when the key is unknown. */
  readonly sourceOf: (writeKey: string) => Promise<string | undefined>;
};

const maxBatchBytes = 500 * 1024;
const maxCallBytes = 32 * 1024;

/** Segment's HTTP tracking API. Answers 200 only when what it accepted is on disk. */
export const collectRoutes =
  ({ collector, sourceOf }: Deps): Routes =>
  (app) => {
    const receive = receiveBatch(collector);
    // browsers send text/plain to avoid a preflight; the body is JSON all the same. Bodies are parsed here and not by
    // Fastify's own parser, which refuses a whole batch when one message has a member called `__proto__`
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser(['application/json', 'text/plain'], { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, JSON.parse(body.toString('utf8')));
      } catch {
        done(problem('invalid_input', { detail: 'the body is not JSON', detailZh: '请求体不是 JSON' }));
      }
    });

    for (const call of segmentCalls) {
      app.post(
        `/v1/${call}`,
        {
          bodyLimit: maxCallBytes,
          config: { public: true, crossOrigin: true },
          schema: { tags: ['collect'], summary: `Segment ${call}`, description: description(call) },
        },
        async (request) => {
          const source = await authenticate(request.headers.authorization, request.body, sourceOf);
          await collector.one(call, request.body, source);
          return { success: true };
        },
      );
    }

    app.post(
      '/v1/batch',
      {
        bodyLimit: maxBatchBytes,
        config: { public: true, crossOrigin: true },
        schema: {
          tags: ['collect'],
          summary: 'Segment batch',
          description:
            'Up to 500 KB of messages, each with its `type`. Messages that cannot be placed go to quarantine; the others are stored.',
        },
      },
      async (request) => {
        const source = await authenticate(request.headers.authorization, request.body, sourceOf);
        return { success: true, ...(await receive(request, source)) };
      },
    );
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

const authenticate = async (header: string | undefined, body: unknown, sourceOf: Deps['sourceOf']): Promise<string> => {
  const key = basicUser(header) ?? bodyKey(body);
  if (key === undefined)
    throw new GyreError('unauthenticated', { detail: 'Send the write key as the Basic user name or as writeKey.' });
  const source = await sourceOf(key);
  if (source === undefined) throw new GyreError('unauthenticated', { detail: 'This write key is not known.' });
  return source;
};

const basicUser = (header: string | undefined): string | undefined => {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? '');
  const user = match?.[1] ? Buffer.from(match[1], 'base64').toString('utf8').split(':')[0] : undefined;
  return user === '' ? undefined : user;
};

const bodyKey = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null || !('writeKey' in body)) return undefined;
  return typeof body.writeKey === 'string' ? body.writeKey : undefined;
};
