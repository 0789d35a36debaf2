import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problem } from '../errors.ts';
import { silentLogger } from '../log.ts';
import { createHttpServer, type Routes } from './http-server.ts';
import { codeOf, testHttp } from './testing.ts';

const routes: Routes = (server) => {
  server.post(
    '/api/things',
    {
      config: { scope: 'documents:write' },
      bodyLimit: 200,
      schema: { body: z.object({ list: z.array(z.object({ n: z.number() })) }) },
    },
    async (request) => ({ sum: request.body.list.reduce((sum, { n }) => sum + n, 0) }),
  );
  server.get('/api/things/:id', { config: { scope: 'documents:read' } }, async () => {
    throw problem('not_found', { detail: 'thing', internal: 'the cupboard is bare' });
  });
  server.get('/api/breaks', { config: { scope: 'documents:read' } }, async () => {
    throw new Error('password=hunter2 at 10.0.0.7');
  });
  server.get(
    '/api/lies',
    { config: { public: true }, schema: { response: { 200: z.object({ n: z.number() }) } } },
    async () =>
      // a handler that breaks its own schema, as a bug would
      JSON.parse('{"n":"secret text"}'),
  );
  server.post('/v1/track', { config: { public: true, crossOrigin: true } }, async () => ({ ok: true }));
};
const { server, auth, signedIn, withKey } = await testHttp({ routes: [routes] });
const things = { method: 'POST', url: '/api/things' } as const;
const writer = await withKey('documents:write');
const reader = await withKey('documents:read');

describe('access', () => {
  it('answers an actor who has the scope', async () => {
    const answer = await server.inject({ ...things, headers: writer, payload: { list: [{ n: 1 }, { n: 2 }] } });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ sum: 3 });
  });

  it.each([
    ['nobody', {}],
    ['an unknown key', { authorization: 'Bearer gyre_0123456789abcdef' }],
    ['a scheme we do not know', { authorization: 'Digest gyre_0123456789' }],
    ['a made-up session', { cookie: 'gyre_session=0123456789' }],
  ])('refuses %s with 401', async (_who, headers) => {
    const answer = await server.inject({ ...things, headers, payload: { list: [] } });
    expect(answer.statusCode).toBe(401);
    expect(codeOf(answer)).toBe('unauthenticated');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('refuses an actor without the scope with 403', async () => {
    expect((await server.inject({ ...things, headers: reader, payload: { list: [] } })).statusCode).toBe(403);
  });

  it('does not let a session widen what a key may do', async () => {
    const { cookie } = await signedIn('owner');
    expect((await server.inject({ ...things, headers: { ...reader, cookie }, payload: { list: [] } })).statusCode).toBe(
      403,
    );
  });

  it('stops the start when a route does not declare who may call it', async () => {
    const open: Routes = (scoped) => void scoped.get('/api/forgotten', async () => ({}));
    await expect(createHttpServer({ log: silentLogger(), auth, routes: [open] })).rejects.toMatchObject({
      facts: { internal: expect.stringContaining('/api/forgotten') },
    });
  });

  it('stops the start when an endpoint of the console is opened to other sites', async () => {
    const open: Routes = (scoped) =>
      void scoped.post('/api/open', { config: { scope: 'admin', crossOrigin: true } }, async () => ({}));
    await expect(createHttpServer({ log: silentLogger(), auth, routes: [open] })).rejects.toMatchObject({
      code: 'internal',
    });
  });
});

describe('refusals', () => {
  it('name the field, both languages and the request', async () => {
    const answer = await server.inject({
      ...things,
      headers: { ...writer, 'x-request-id': 'from-the-caller' },
      payload: { list: [{ n: 1 }, { n: 'x' }] },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['x-request-id']).toBe('from-the-caller');
    expect(answer.json()).toEqual({
      error: {
        code: 'invalid_input',
        field: 'list[1].n',
        message: {
          en: expect.stringContaining('list[1].n'),
          zh: '输入有误：list[1].n: 无效输入：期望 数字，实际接收 string',
        },
        requestId: 'from-the-caller',
      },
    });
  });

  it('keep the inside inside', async () => {
    const answer = await server.inject({ url: '/api/breaks', headers: reader });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/hunter2|10\.0\.0\.7/);
    const missing = await server.inject({ url: '/api/things/7', headers: reader });
    expect(missing.statusCode).toBe(404);
    expect(missing.body).not.toContain('cupboard');
  });

  it('stand in for an answer that breaks its schema', async () => {
    const answer = await server.inject('/api/lies');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret text');
  });

  it.each([
    [
      'a body beyond the limit',
      413,
      'application/json',
      JSON.stringify({ list: Array.from({ length: 50 }, () => ({ n: 1 })) }),
    ],
    ['a content type we do not read', 415, 'text/csv', 'a,b'],
    ['a body that is not JSON', 400, 'application/json', '{'],
  ])('tell %s by %i', async (_what, status, type, payload) => {
    const answer = await server.inject({ ...things, headers: { ...writer, 'content-type': type }, payload });
    expect(answer.statusCode).toBe(status);
    expect(codeOf(answer)).not.toBe('internal');
  });

  it('answer an unknown path with 404 in the usual form', async () => {
    const answer = await server.inject({ method: 'POST', url: '/api/nothing?token=abc' });
    expect(answer.statusCode).toBe(404);
    expect(codeOf(answer)).toBe('not_found');
    expect(answer.body).not.toContain('abc');
  });

  it('answer a wrong method with 405 and the right ones, also where the console answers every GET', async () => {
    for (const [method, url, allow] of [
      ['GET', '/api/sign-in', 'POST'],
      ['DELETE', '/health?x=1', 'GET, HEAD'],
    ] as const) {
      const answer = await server.inject({ method, url });
      expect([answer.statusCode, answer.headers['allow'], codeOf(answer)]).toEqual([405, allow, 'method_not_allowed']);
    }
  });
});

describe('pages of other sites', () => {
  it('cannot change anything with the cookie of a person who visits them', async () => {
    const { cookie } = await signedIn('owner');
    const post = async (headers: Readonly<Record<string, string>>) =>
      (
        await server.inject({
          ...things,
          headers: { cookie, host: 'gyre.example.com', ...headers },
          payload: { list: [] },
        })
      ).statusCode;
    expect(await post({ origin: 'https://evil.example.com' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ origin: 'https://gyre.example.com' })).toBe(200);
  });

  it('may send events and read the answer', async () => {
    const preflight = await server.inject({
      method: 'OPTIONS',
      url: '/v1/track',
      headers: {
        origin: 'https://shop.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,anonymousid,x-retry-count',
      },
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toBe('GET, POST');
    // clients add headers of their own
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization,anonymousid,x-retry-count');
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/track',
      headers: { origin: 'https://shop.example.com' },
      payload: {},
    });
    expect(answer.statusCode).toBe(200);
    // beacons ask with credentials, which nothing here reads; a browser then wants the origin by name
    expect(answer.headers['access-control-allow-origin']).toBe('https://shop.example.com');
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
    expect(answer.headers['vary']).toContain('origin');
  });

  it('may not read anything else, nor frame a page', async () => {
    const answer = await server.inject({
      ...things,
      headers: { ...writer, origin: 'https://shop.example.com' },
      payload: { list: [] },
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});

/** Given by one side and waited for by the other. */
const aSignal = () => {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => (give = resolve));
  return { give: () => give(), given };
};

describe('load', () => {
  it('is shed with 503 and a time to come back, while health is still answered', async () => {
    const busy = await createHttpServer({ log: silentLogger(), auth, routes: [routes], overloaded: () => true });
    const answer = await busy.inject({ ...things, headers: writer, payload: { list: [] } });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect((await busy.inject('/health')).statusCode).toBe(200);
  });

  it('is refused beyond so many requests at once, and let in again after them', async () => {
    const [entered, gate] = [aSignal(), aSignal()];
    const slow: Routes = (scoped) =>
      void scoped.get('/api/slow', { config: { public: true } }, async () => {
        entered.give();
        await gate.given;
        return {};
      });
    const small = await createHttpServer({ log: silentLogger(), auth, routes: [slow], maxInFlight: 1 });
    const first = small.inject('/api/slow').then(({ statusCode }) => statusCode);
    await entered.given;
    expect((await small.inject('/api/slow')).statusCode).toBe(503);
    gate.give();
    expect(await first).toBe(200);
    expect((await small.inject('/api/slow')).statusCode).toBe(200);
  });
});

it('describes every route in OpenAPI 3.1 with the scope it needs', async () => {
  const description = (await server.inject('/openapi.json')).json();
  expect(description.openapi).toBe('3.1.0');
  expect(description.paths['/api/things'].post.description).toContain('documents:write');
  expect(
    description.paths['/api/things'].post.requestBody.content['application/json'].schema.properties.list.type,
  ).toBe('array');
  expect(description.paths['/v1/track'].post.security).toEqual([{ writeKey: [] }]);
  expect(description.paths['/api/keys'].get.security).toEqual([{ session: [] }, { key: [] }]);
});

it('ends the requests in work before it closes', async () => {
  const entered = aSignal();
  const slow: Routes = (scoped) =>
    void scoped.get('/api/slow', { config: { public: true } }, async () => {
      entered.give();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { done: true };
    });
  const closing = await createHttpServer({
    log: silentLogger(),
    auth: auth,
    routes: [slow],
  });
  const url = await closing.listen({ host: '127.0.0.1', port: 0 });
  const answer = fetch(`${url}/api/slow`).then((response) => response.json());
  await entered.given;
  await closing.close();
  expect(await answer).toEqual({ done: true });
});

it('cuts what hangs, so that a stop always ends', async () => {
  const entered = aSignal();
  const never: Routes = (scoped) =>
    void scoped.get('/api/never', { config: { public: true } }, async () => {
      entered.give();
      return new Promise<object>(() => {});
    });
  const closing = await createHttpServer({ log: silentLogger(), auth, routes: [never], closeGraceMs: 100 });
  const url = await closing.listen({ host: '127.0.0.1', port: 0 });
  const answer = fetch(`${url}/api/never`).then(
    () => 'answered',
    () => 'cut',
  );
  await entered.given;
  await closing.close();
  expect(await answer).toBe('cut');
});
