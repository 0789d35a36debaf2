import type { Routes } from '#platform/http/http-server.ts';
import { authenticate, basicUser, type SourceOf } from '../authenticate.ts';
import { textOf } from '../member.ts';

/** What the browser clients of Segment and RudderStack ask for when they start, and what they tell of themselves. */
export const clientRoutes =
  ({ sourceOf }: { readonly sourceOf: SourceOf }): Routes =>
  (app) => {
    const config = { public: true, crossOrigin: true } as const;
    const schema = { hide: true };

    // analytics.js: which integrations are on, and where events go: back here
    app.get('/v1/projects/:writeKey/settings', { config, schema }, async (request) => {
      const writeKey = textOf(request.params, 'writeKey') ?? '';
      await authenticate(writeKey, sourceOf, { en: 'in the address', zh: '地址' });
      return analyticsSettings(writeKey, `${request.host}/v1`, request.protocol);
    });

    // analytics.js counts its own doings here; they are about the client, not about anybody's customers
    app.post('/v1/m', { config, schema, bodyLimit: 64 * 1024 }, async () => ({ success: true }));

    // RudderStack: the source behind a key, and the destinations the client should load: none
    for (const url of ['/sourceConfig', '/sourceConfig/'] as const) {
      app.get(url, { config, schema }, async (request) => {
        const key = basicUser(request.headers.authorization) ?? textOf(request.query, 'writeKey');
        const source = await authenticate(key, sourceOf, { en: 'as the Basic user name', zh: ' Basic 用户名' });
        return sourceConfig(source, key ?? '');
      });
    }
  };

const analyticsSettings = (apiKey: string, apiHost: string, protocol: string): object => ({
  integrations: {
    'Segment.io': {
      apiKey,
      apiHost,
      protocol,
      unbundledIntegrations: [],
      addBundledMetadata: true,
      versionSettings: {},
    },
  },
  plan: { track: { __default: { enabled: true, integrations: {} } }, identify: {}, group: {} },
  edgeFunction: {},
  analyticsNextEnabled: true,
  middlewareSettings: {},
  enabledMiddleware: {},
  metrics: { sampleRate: 0 },
  legacyVideoPluginsEnabled: false,
  remotePlugins: [],
});

const sourceConfig = (source: string, writeKey: string): object => ({
  source: {
    id: source,
    name: source,
    writeKey,
    enabled: true,
    workspaceId: 'gyre',
    config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
    connections: [],
    destinations: [],
    dataplanes: {},
  },
});
