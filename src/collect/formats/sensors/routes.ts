import type { FastifyReply, FastifyRequest } from 'fastify';
import { GyreError, problem } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import type { Collector } from '../../collector.ts';
import { createPseudonymizer } from '../../identifiers.ts';
import { understandSegment } from '../../segment.ts';
import { authenticate, type SourceOf } from '../authenticate.ts';
import { membersOf } from '../member.ts';
import { takeRawBodies } from '../raw-body.ts';
import { receiveMany } from '../receive.ts';
import { readSensors } from './read-request.ts';
import { translateSensors } from './translate.ts';

type Deps = { readonly collector: Collector; readonly sourceOf: SourceOf };

/** Packed and unpacked. A record may still hold 32 KB at most. */
const maxBytes = 2 ** 20;

/** A transparent picture of one pixel: what a page that sends by image waits for. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** 神策's receiver: `/sa?project=…&token=WRITE_KEY`, and `/debug` for clients in debug mode. */
export const sensorsRoutes =
  ({ collector, sourceOf }: Deps): Routes =>
  (app) => {
    takeRawBodies(app);
    const config = { public: true, crossOrigin: true } as const;
    const schema = { tags: ['collect'], summary: '神策 Sensors', description };

    const read = async (request: FastifyRequest) => {
      const { records, key } = await readSensors(request.body, membersOf(request.query), maxBytes);
      request.body = undefined;
      const source = await authenticate(key, sourceOf, { en: 'as token in the address', zh: '地址中的 token ' }).catch(
        keepForLater,
      );
      return { records, source };
    };
    const receive = async (request: FastifyRequest, reply: FastifyReply) => {
      const { records, source } = await read(request);
      await receiveMany(records, { collector, source, format: 'sensors', translate: translateSensors }).catch(
        keepForLater,
      );
      return request.method === 'GET' ? reply.type('image/gif').send(pixel) : reply.code(200).send();
    };
    for (const url of ['/sa', '/sa.gif'] as const) {
      app.post(url, { bodyLimit: maxBytes, config, schema: url === '/sa' ? schema : { hide: true } }, receive);
      app.get(url, { config, schema: { hide: true } }, receive);
    }

    const inspect = async (request: FastifyRequest) => {
      const { records, source } = await read(request);
      records.forEach(understood);
      if (request.headers['dry-run'] !== 'true') {
        await receiveMany(records, { collector, source, format: 'sensors', translate: translateSensors });
      }
      return {};
    };
    app.post('/debug', { bodyLimit: maxBytes, config, schema: { hide: true } }, inspect);
    app.get('/debug', { config, schema: { hide: true } }, inspect);
  };

const description =
  'As 神策’s clients send it: `data` or `data_list`, base64, gzip. The write key is `token`; `project` may name it too. Records that cannot be placed go to quarantine.';

/** In debug mode a client hears at once what is wrong. @throws GyreError `invalid_input` naming the field. */
const understood = (raw: unknown): void => {
  const translation = translateSensors(raw);
  if (translation.type === 'aside') throw problem('invalid_input', { field: 'type', detail: translation.detail });
  for (const message of translation.records)
    understandSegment({ message, source: 'debug', receivedAt: Date.now(), pseudonymizer: nobodys });
};
const nobodys = createPseudonymizer('nothing is kept of a record that is only looked at');

/**
 * The clients for phones forget what was answered with any 4xx but 403 and 404, and keep what met a 5xx. A wrong key can
 * be mended and a full log empties: neither may cost events.
 */
const keepForLater = (cause: unknown): never => {
  if (cause instanceof GyreError && cause.code === 'unauthenticated') throw problem('forbidden', cause.facts);
  if (cause instanceof GyreError && cause.code === 'too_many_requests') throw problem('overloaded', cause.facts);
  throw cause;
};
