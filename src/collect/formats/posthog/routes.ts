import type { FastifyRequest } from 'fastify';
import type { Routes } from '#platform/http/http-server.ts';
import type { Collector } from '../../collector.ts';
import { authenticate, type SourceOf } from '../authenticate.ts';
import { membersOf, textOf } from '../member.ts';
import { takeRawBodies } from '../raw-body.ts';
import { receiveMany, receiveOne } from '../receive.ts';
import { readCaptured } from './read-request.ts';
import { remoteConfig, remoteConfigScript, noFlags } from './remote-config.ts';
import { translatePostHog } from './translate.ts';

type Deps = { readonly collector: Collector; readonly sourceOf: SourceOf };

/** Packed and unpacked. An event may still hold 32 KB at most. */
const maxBytes = 2 ** 20;

const captures = ['/batch', '/capture', '/e', '/i/v0/e', '/track', '/engage'] as const;

/** PostHog's capture endpoints, and what its clients ask for when they start. */
export const postHogRoutes =
  ({ collector, sourceOf }: Deps): Routes =>
  (app) => {
    takeRawBodies(app);
    const config = { public: true, crossOrigin: true } as const;

    const receive = async (request: FastifyRequest) => {
      const query = membersOf(request.query);
      const { events, single, key, sentAt } = await readCaptured(request.body, query, maxBytes);
      request.body = undefined;
      const source = await authenticate(key, sourceOf, { en: 'as api_key or token', zh: ' api_key 或 token ' });
      const args = { collector, source, format: 'posthog', translate: translatePostHog({ sentAt }) };
      if (single) await receiveOne(events[0], args);
      else await receiveMany(events, args);
      return { status: 'Ok' };
    };

    for (const path of captures) {
      const schema = { tags: ['collect'], summary: `PostHog ${path}`, description };
      // clients write the address with a slash at the end or without one
      for (const url of [path, `${path}/`]) {
        const options = { bodyLimit: maxBytes, config, schema: url === path ? schema : { hide: true } };
        app.post(url, options, receive);
        app.get(url, { config, schema: { hide: true } }, receive);
      }
    }

    for (const url of ['/decide', '/decide/', '/flags', '/flags/']) {
      app.post(url, { bodyLimit: 64 * 1024, config, schema: { hide: true } }, async () => noFlags);
    }
    app.get('/array/:token/config', { config, schema: { hide: true } }, async () => remoteConfig);
    app.get('/array/:token/config.js', { config, schema: { hide: true } }, async (request, reply) =>
      reply.type('application/javascript').send(remoteConfigScript(textOf(request.params, 'token') ?? '')),
    );
    // posthog-node asks for definitions to decide flags itself; there are none
    app.get('/api/feature_flag/local_evaluation', { config: { public: true }, schema: { hide: true } }, async () => ({
      flags: [],
      group_type_mapping: {},
      cohorts: {},
    }));
  };

const description =
  'As PostHog’s clients send it: JSON, gzip, base64 or lz64; the write key as `api_key` or `token`. Of a list, events that cannot be placed go to quarantine.';
