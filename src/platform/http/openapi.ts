import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { RouteAccess } from './access.ts';
import type { HttpServer } from './http-server.ts';

/** OpenAPI 3.1 of every route, from the schemas that check it. Served at /openapi.json. */
export const describeRoutes = async (server: HttpServer): Promise<void> => {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gyre',
        version: '1',
        description:
          'The loop of customer operations. Refusals are `{ error: { code, message: { zh, en }, field?, requestId } }`.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key, `gyre_…`' },
          session: { type: 'apiKey', in: 'cookie', name: 'gyre_session' },
          writeKey: { type: 'http', scheme: 'basic', description: 'A write key as the user, no password' },
        },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document);
      const { scope, crossOrigin } = document.route.config ?? {};
      const access = {
        ...(scope === undefined
          ? {}
          : { description: [schema?.description, `Scope: \`${scope}\`.`].filter(Boolean).join(' ') }),
        security: securityOf({ scope, crossOrigin }),
      };
      return { schema: { ...schema, ...access }, url };
    },
  });
  server.get('/openapi.json', { config: { public: true }, schema: { hide: true } }, async () => server.swagger());
};

const securityOf = ({ scope, crossOrigin }: RouteAccess): readonly Readonly<Record<string, readonly string[]>>[] => {
  if (scope === undefined) return crossOrigin ? [{ writeKey: [] }] : [];
  return scope === 'self' ? [{ session: [] }] : [{ session: [] }, { key: [] }];
};
