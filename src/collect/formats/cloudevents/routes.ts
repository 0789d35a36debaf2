import { answerPreflight } from '#platform/http/cross-origin.ts';
import type { Routes } from '#platform/http/http-server.ts';
import type { Collector } from '../../collector.ts';
import { authenticate, basicUser, bearer, type SourceOf } from '../authenticate.ts';
import { textOf } from '../member.ts';
import { takeRawBodies } from '../raw-body.ts';
import { receiveMany, receiveOne } from '../receive.ts';
import { readCloudEvents } from './read-request.ts';
import { translateCloudEvent } from './translate.ts';

type Deps = { readonly collector: Collector; readonly sourceOf: SourceOf };

const maxBytes = 2 ** 20;

/** CloudEvents 1.0 over HTTP, with the handshake of its webhook specification. */
export const cloudEventRoutes =
  ({ collector, sourceOf }: Deps): Routes =>
  (app) => {
    takeRawBodies(app);
    const config = { public: true, crossOrigin: true } as const;

    // a sender of webhooks asks first whether it is welcome (CloudEvents HTTP webhook 1.0, 4.1); the key decides later
    app.options('/v1/cloudevents', { config, schema: { hide: true } }, async (request, reply) => {
      if (request.headers['access-control-request-method'] !== undefined) return answerPreflight(request, reply);
      const origin = textOf(request.headers, 'webhook-request-origin');
      if (origin !== undefined) reply.header('webhook-allowed-origin', '*').header('webhook-allowed-rate', '*');
      return reply.code(204).header('allow', 'POST').send();
    });

    app.post(
      '/v1/cloudevents',
      {
        bodyLimit: maxBytes,
        config,
        schema: {
          tags: ['collect'],
          summary: 'CloudEvents 1.0',
          description:
            'One event in binary or structured mode, or a batch. The write key as Basic user, as Bearer token or as `writeKey` in the address. Of a batch, events that cannot be placed go to quarantine.',
        },
      },
      async (request) => {
        const { authorization } = request.headers;
        const key = basicUser(authorization) ?? bearer(authorization) ?? textOf(request.query, 'writeKey');
        const source = await authenticate(key, sourceOf, {
          en: 'as Basic user, as Bearer token or as writeKey in the address',
          zh: ' Basic 用户名、Bearer 令牌或地址中的 writeKey ',
        });
        const { events, single } = readCloudEvents(request.headers, request.body);
        request.body = undefined;
        const args = { collector, source, format: 'cloudevents', translate: translateCloudEvent };
        if (!single) return { success: true, ...(await receiveMany(events, args)) };
        await receiveOne(events[0], args);
        return { success: true };
      },
    );
  };
