import { randomUUID } from 'node:crypto';
import cookies from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { problem } from '../errors.ts';
import { refuseUndeclared } from './access.ts';
import type { Auth } from './auth/auth.ts';
import { authenticate, recordUnsafe } from './authentication.ts';
import { authRoutes } from './auth/routes.ts';
import { serveConsole } from './console-files.ts';
import { allowCrossOrigin, answerPreflight } from './cross-origin.ts';
import { errorAnswer, toGyreError } from './error-answer.ts';
import { closeGracefully } from './graceful-close.ts';
import { shedLoad } from './load-shedding.ts';
import { describeRoutes } from './openapi.ts';
import { requireSameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { zodValidator } from './zod-validation.ts';

/** A Fastify whose routes are typed by their zod schemas. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A room's endpoints. Each declares `config: { scope }` or `config: { public: true }`. */
export type Routes = (server: HttpServer) => void | Promise<void>;

export type HttpServerArgs = {
  readonly log: FastifyBaseLogger;
  readonly auth: Auth;
  readonly routes: readonly Routes[];
  /** Where people open the console; decides on secure cookies. */
  readonly publicUrl?: string | undefined;
  /** The built console; left out, none is served. */
  readonly consoleDir?: string | undefined;
  /** Default 1 MiB; a route may set its own `bodyLimit`. */
  readonly bodyLimitBytes?: number;
  /** Default 1000. */
  readonly maxInFlight?: number;
  readonly overloaded?: () => boolean;
  /** How long a stop waits for requests in work; default 10 s. */
  readonly closeGraceMs?: number;
};

/**
 * The one HTTP server: request ids, log without secrets, limits, default-deny access, errors in both languages,
 * OpenAPI, the console's files. `close()` lets requests in work end and refuses new ones.
 *
 * @example const server = await createHttpServer({ log, auth, routes: [collectRoutes(deps)] });
 *          await server.listen({ host, port });
 */
export const createHttpServer = async (args: HttpServerArgs): Promise<HttpServer> => {
  const { log, auth, publicUrl } = args;
  const https = publicUrl?.startsWith('https:') ?? false;
  const cookie = { secure: https };

  const server = fastify({
    loggerInstance: log,
    // each answer is logged below, without addresses
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: args.bodyLimitBytes ?? 2 ** 20,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    // a proxy on this machine may say who calls; nobody else is believed
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(zodValidator);
  server.setSerializerCompiler(serializerCompiler);

  server.setErrorHandler((error, request, reply) => {
    const ours = toGyreError(error);
    if (ours.status >= 500)
      request.log.error({ err: ours.facts.cause ?? ours, internal: ours.facts.internal }, ours.code);
    if (ours.facts.retryAfterSeconds !== undefined) reply.header('retry-after', String(ours.facts.retryAfterSeconds));
    if (ours.status === 401) reply.header('www-authenticate', 'Bearer');
    return reply
      .code(ours.status)
      .type('application/json')
      .serializer(JSON.stringify)
      .send(errorAnswer(ours, request.id));
  });
  server.setNotFoundHandler((request) => {
    throw problem('not_found', { detail: `${request.method} ${(request.url.split('?')[0] ?? '').slice(0, 200)}` });
  });

  await server.register(cookies);
  await server.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      problem('too_many_requests', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  });

  server.decorateRequest('actor', undefined);
  server.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  server.addHook('onRequest', securityHeaders({ https }));
  server.addHook('onRequest', allowCrossOrigin);
  server.addHook('onRequest', shedLoad({ maxInFlight: args.maxInFlight ?? 1000, overloaded: args.overloaded }));
  server.addHook('onRequest', requireSameOrigin({ publicUrl }));
  server.addHook('onRequest', authenticate({ auth, cookie }));
  closeGracefully(server, { graceMs: args.closeGraceMs ?? 10_000 });
  server.addHook('onSend', recordUnsafe(auth));
  server.addHook('onResponse', async (request, reply) => {
    // the route's pattern, not the address: queries and ids stay out of the log
    const { method, routeOptions, actor } = request;
    request.log.info(
      {
        method,
        route: routeOptions.url,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        actor: actor?.id,
      },
      'answered',
    );
  });

  server.addHook('onRoute', (route) => {
    refuseUndeclared(route);
    const preflight = {
      method: 'OPTIONS',
      url: route.url,
      config: { public: true },
      schema: { hide: true },
      handler: answerPreflight,
    } as const;
    if (route.config?.crossOrigin && route.method === 'POST') server.route(preflight);
  });

  await describeRoutes(server);
  server.get('/health', { config: { public: true }, schema: { hide: true } }, async () => ({ ok: true }));
  authRoutes({ auth, cookie, publicUrl })(server);
  for (const routes of args.routes)
    await server.register(async (scoped) => routes(scoped.withTypeProvider<ZodTypeProvider>()));
  if (args.consoleDir !== undefined) await serveConsole(server, args.consoleDir);
  await server.ready();
  return server;
};

/** The caller's own id when it is one, so that a request can be followed through several systems. */
const requestId = (given: string | readonly string[] | undefined): string =>
  typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
