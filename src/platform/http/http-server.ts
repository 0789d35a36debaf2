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
import { answerBrokenRequest } from './broken-request.ts';
import { serveConsole } from './console-files.ts';
import { allowCrossOrigin, answerPreflight } from './cross-origin.ts';
import { errorAnswer, toGyreError } from './error-answer.ts';
import { closeGracefully } from './graceful-close.ts';
import { shedLoad } from './load-shedding.ts';
import { describeRoutes } from './openapi.ts';
import { requireSameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import type { CookieArgs } from './session-cookie.ts';
import { wrongMethods } from './wrong-method.ts';
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

/** Milliseconds. `checkMs`: how often connections are looked at. */
export type Patience = { readonly headersMs: number; readonly requestMs: number; readonly checkMs: number };

/** A client that drips its request in must not hold a connection for ever; a telephone in a tunnel may be slow. */
const defaultPatience: Patience = { headersMs: 20_000, requestMs: 60_000, checkMs: 5_000 };

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
  /** Bodies in work together, default 128 MiB. */
  readonly maxBytesInFlight?: number;
  /** How long a client may take to send. Default 20 s for the headers, 60 s for the whole request. */
  readonly patience?: Patience;
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
  const { auth, publicUrl, consoleDir } = args;
  const cookie = { secure: publicUrl?.startsWith('https:') ?? false };
  const server = bareServer(args);
  await server.register(cookies);
  await server.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      problem('too_many_requests', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  });
  addHooks(server, args, cookie);
  await describeRoutes(server);
  server.get('/health', { config: { public: true }, schema: { hide: true } }, async () => ({ ok: true }));
  authRoutes({ auth, cookie, publicUrl })(server);
  for (const routes of args.routes) {
    await server.register(async (scoped) => routes(scoped.withTypeProvider<ZodTypeProvider>()));
  }
  if (consoleDir !== undefined) await serveConsole(server, consoleDir);
  await server.ready();
  return server;
};

/** Fastify with our schemas, ids and refusals; no hook and no route yet. */
const bareServer = ({ log, bodyLimitBytes = 2 ** 20, patience = defaultPatience }: HttpServerArgs): HttpServer => {
  const server = fastify({
    loggerInstance: log,
    // each answer is logged below, without addresses
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    // a proxy on this machine may say who calls; nobody else is believed
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    requestTimeout: patience.requestMs,
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.checkMs },
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(zodValidator);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error, request, reply) => {
    const ours = toGyreError(error);
    const { status, code, facts } = ours;
    if (status >= 500) request.log.error({ err: facts.cause ?? ours, internal: facts.internal }, code);
    if (facts.retryAfterSeconds !== undefined) reply.header('retry-after', String(facts.retryAfterSeconds));
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    return reply.code(status).type('application/json').serializer(JSON.stringify).send(errorAnswer(ours, request.id));
  });
  server.setNotFoundHandler((request) => {
    throw problem('not_found', { detail: `${request.method} ${(request.url.split('?')[0] ?? '').slice(0, 200)}` });
  });
  return server;
};

/** What every request passes, in this order. */
const addHooks = (server: HttpServer, args: HttpServerArgs, cookie: CookieArgs): void => {
  const { auth, publicUrl, maxInFlight = 1000, overloaded, closeGraceMs = 10_000 } = args;
  const { maxBytesInFlight = 128 * 2 ** 20 } = args;
  const wrong = wrongMethods();
  server.decorateRequest('actor', undefined);
  server.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  server.addHook('onRequest', securityHeaders({ https: cookie.secure }));
  server.addHook('onRequest', wrong.refuse);
  server.addHook('onRequest', allowCrossOrigin);
  server.addHook('onRequest', shedLoad({ maxInFlight, maxBytesInFlight, overloaded }));
  server.addHook('onRequest', requireSameOrigin({ publicUrl }));
  server.addHook('onRequest', authenticate({ auth, cookie }));
  server.addHook('onSend', recordUnsafe(auth));
  closeGracefully(server, { graceMs: closeGraceMs });
  server.addHook('onResponse', async (request, reply) => {
    // the route's pattern, not the address: queries and ids stay out of the log
    const facts = {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      actor: request.actor?.id,
    };
    request.log.info(facts, 'answered');
  });
  server.addHook('onRoute', (route) => {
    refuseUndeclared(route);
    wrong.note(route);
    if (!route.config?.crossOrigin || route.method === 'OPTIONS') return;
    if (server.hasRoute({ method: 'OPTIONS', url: route.url })) return;
    server.options(route.url, { config: { public: true }, schema: { hide: true } }, answerPreflight);
  });
};

/** The caller's own id when it is one, so that a request can be followed through several systems. */
const requestId = (given: string | readonly string[] | undefined): string =>
  typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
