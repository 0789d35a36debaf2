import { describe, expect, it } from 'vitest';
import { secretHash } from '../../ids.ts';
import { codeOf, testHttp } from '../testing.ts';
import { createAuth } from './auth.ts';
import { signInUrl } from './sign-in-links.ts';

const { server, auth, clock, postgres, signedIn, withKey } = await testHttp();
const minutes = (n: number): void => clock.set(new Date(clock.now().getTime() + n * 60_000));
const days = (n: number): void => minutes(n * 24 * 60);
let caller = 1;
/** Each sign-in from an address of its own, so that the limit of one test does not reach into the next. */
const signIn = (token: string) =>
  server.inject({ method: 'POST', url: '/api/sign-in', payload: { token }, remoteAddress: `10.0.0.${(caller += 1)}` });
const me = (cookie: string) => server.inject({ url: '/api/me', headers: { cookie } });

describe('a sign-in link', () => {
  const aLink = async (validMinutes?: number) => {
    const user = await auth.users.create({ name: '王敏', role: 'operator', language: 'zh' });
    return {
      user,
      token: await auth.links.create({ userId: user.id, ...(validMinutes === undefined ? {} : { validMinutes }) }),
    };
  };

  it('opens a session in a cookie that scripts cannot read', async () => {
    const { user, token } = await aLink();
    const answer = await signIn(token);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().user).toEqual({ id: user.id, name: '王敏', email: null, role: 'operator', language: 'zh' });
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: 'gyre_session', httpOnly: true, sameSite: 'Lax', path: '/' });
    expect((await me(`gyre_session=${cookie?.value}`)).json().user.name).toBe('王敏');
  });

  it('works once, also when two come with it at the same moment', async () => {
    const { token } = await aLink();
    const statuses = (await Promise.all([signIn(token), signIn(token)])).map(({ statusCode }) => statusCode);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  it('is good for 15 minutes, or as long as it was told', async () => {
    const [short, long] = [await aLink(), await aLink(24 * 60)];
    minutes(16);
    expect((await signIn(short.token)).statusCode).toBe(401);
    expect((await signIn(long.token)).statusCode).toBe(200);
  });

  it('is not kept as it is', async () => {
    const { token } = await aLink();
    const [row] = await postgres.query<{ readonly found: string }>(
      'SELECT token_hash AS found FROM sign_in_links WHERE token_hash = $1',
      [secretHash(token)],
    );
    expect(row?.found).not.toContain(token);
  });

  it('carries its token where no server log sees it', () => {
    expect(signInUrl('https://gyre.example.com', 'abc')).toBe('https://gyre.example.com/sign-in#token=abc');
  });

  it('cannot be guessed at leisure', async () => {
    const guess = () =>
      server.inject({
        method: 'POST',
        url: '/api/sign-in',
        payload: { token: 'x'.repeat(43) },
        remoteAddress: '10.9.9.9',
      });
    for (let guesses = 0; guesses < 10; guesses += 1) expect((await guess()).statusCode).toBe(401);
    const refused = await guess();
    expect(refused.statusCode).toBe(429);
    expect(codeOf(refused)).toBe('too_many_requests');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('with a malformed token is a 400', async () => {
    expect((await signIn('short')).statusCode).toBe(400);
  });
});

describe('a session', () => {
  it('slides: it lives 30 days from its last use', async () => {
    const { cookie } = await signedIn('viewer');
    days(20);
    const used = await me(cookie);
    expect(used.statusCode).toBe(200);
    expect(used.cookies[0]?.maxAge).toBe(30 * 24 * 3600);
    days(20);
    expect((await me(cookie)).statusCode).toBe(200);
    days(31);
    expect((await me(cookie)).statusCode).toBe(401);
  });

  it('ends at sign-out, for good', async () => {
    const { cookie } = await signedIn('viewer');
    expect((await server.inject({ method: 'POST', url: '/api/sign-out', headers: { cookie } })).statusCode).toBe(204);
    expect((await me(cookie)).statusCode).toBe(401);
  });

  it('ends with the account', async () => {
    const { cookie, userId } = await signedIn('viewer');
    await postgres.query('UPDATE users SET disabled_at = $2 WHERE id = $1', [userId, clock.now()]);
    expect((await me(cookie)).statusCode).toBe(401);
  });
});

describe('/api/me', () => {
  it('remembers the language per person', async () => {
    const [one, other] = [await signedIn('viewer'), await signedIn('viewer')];
    const changed = await server.inject({
      method: 'PUT',
      url: '/api/me',
      headers: { cookie: one.cookie },
      payload: { language: 'en' },
    });
    expect(changed.statusCode).toBe(200);
    expect((await me(one.cookie)).json().user.language).toBe('en');
    expect((await me(other.cookie)).json().user.language).toBe('zh');
  });

  it.each([[{ language: 'fr' }], [{}], [{ role: 'owner' }]])('refuses %j with 400', async (payload) => {
    const { cookie } = await signedIn('viewer');
    expect((await server.inject({ method: 'PUT', url: '/api/me', headers: { cookie }, payload })).statusCode).toBe(400);
  });

  it('is for people: a key gets 403, nobody 401', async () => {
    expect((await server.inject({ url: '/api/me', headers: await withKey('admin') })).statusCode).toBe(403);
    expect((await server.inject('/api/me')).statusCode).toBe(401);
  });
});

describe('/api/keys', () => {
  const make = (headers: Readonly<Record<string, string>>, payload: object) =>
    server.inject({ method: 'POST', url: '/api/keys', headers, payload });

  it('shows a secret once, and lists what is in use without it', async () => {
    const { cookie } = await signedIn('owner');
    const made = await make({ cookie }, { name: 'warehouse', scopes: ['people:read'] });
    expect(made.statusCode).toBe(201);
    const { key, secret } = made.json();
    expect(secret).toMatch(/^gyre_[\w-]{43}$/);
    expect(secret.startsWith(key.prefix)).toBe(true);
    const listed = await server.inject({ url: '/api/keys', headers: { cookie } });
    expect(listed.json().keys).toContainEqual(
      expect.objectContaining({ id: key.id, name: 'warehouse', lastUsedAt: null }),
    );
    expect(listed.body).not.toContain(secret);
  });

  it('notes the last use', async () => {
    const { secret, key } = await auth.keys.create({
      name: 'used',
      kind: 'secret',
      scopes: ['admin'],
      createdBy: 'test',
    });
    const listed = await server.inject({ url: '/api/keys', headers: { authorization: `Bearer ${secret}` } });
    expect(listed.json().keys).toContainEqual(
      expect.objectContaining({ id: key.id, lastUsedAt: clock.now().toISOString() }),
    );
  });

  it('revokes at once', async () => {
    const { cookie } = await signedIn('owner');
    const { secret, key } = await auth.keys.create({
      name: 'lost',
      kind: 'secret',
      scopes: ['admin'],
      createdBy: 'test',
    });
    const use = () => server.inject({ url: '/api/keys', headers: { authorization: `Bearer ${secret}` } });
    expect((await use()).statusCode).toBe(200);
    expect(
      (await server.inject({ method: 'DELETE', url: `/api/keys/${key.id}`, headers: { cookie } })).statusCode,
    ).toBe(204);
    expect((await use()).statusCode).toBe(401);
    expect(
      (await server.inject({ method: 'DELETE', url: `/api/keys/${key.id}`, headers: { cookie } })).statusCode,
    ).toBe(404);
  });

  it('grants nothing the maker does not hold', async () => {
    const answer = await make(await withKey('admin'), { name: 'more', scopes: ['documents:write'] });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error.field).toBe('scopes');
  });

  it.each([
    [{ name: '', scopes: ['admin'] }],
    [{ name: 'none' }],
    [{ name: 'odd', scopes: ['everything'] }],
    [{ name: 'a person’s', scopes: ['self'] }],
  ])('refuses %j with 400', async (payload) => {
    const { cookie } = await signedIn('owner');
    expect((await make({ cookie }, payload)).statusCode).toBe(400);
  });

  it('is for owners: an operator gets 403, nobody 401', async () => {
    const { cookie } = await signedIn('operator');
    expect((await make({ cookie }, { name: 'mine', scopes: ['people:read'] })).statusCode).toBe(403);
    expect((await make({}, { name: 'mine', scopes: ['people:read'] })).statusCode).toBe(401);
    expect((await server.inject({ url: '/api/keys', headers: { cookie } })).statusCode).toBe(403);
  });
});

describe('a write key', () => {
  it('sends events of its source and can do nothing else', async () => {
    const { secret, key } = await auth.keys.create({
      name: 'web shop',
      kind: 'write',
      source: 'web',
      scopes: ['admin'],
      createdBy: 'test',
    });
    expect(key.scopes).toEqual(['events:write']);
    expect(await auth.authenticateWriteKey(secret)).toEqual({ keyId: key.id, name: 'web shop', source: 'web' });
    expect((await server.inject({ url: '/api/keys', headers: { authorization: `Bearer ${secret}` } })).statusCode).toBe(
      403,
    );
    // whoever reads it in a page could else import files or discard quarantined rows
    expect(await auth.actorOfKey(secret)).toMatchObject({ scopes: [] });
  });

  it('may also be a key with events:write, and none without', async () => {
    const can = await auth.keys.create({
      name: 'importer',
      kind: 'secret',
      scopes: ['events:write'],
      createdBy: 'test',
    });
    const cannot = await auth.keys.create({
      name: 'reader',
      kind: 'secret',
      scopes: ['people:read'],
      createdBy: 'test',
    });
    expect(await auth.authenticateWriteKey(can.secret)).toMatchObject({ source: 'importer' });
    expect(await auth.authenticateWriteKey(cannot.secret)).toBeUndefined();
    expect(await auth.authenticateWriteKey('anything')).toBeUndefined();
  });

  it('that is revoked stops at once here, and within half a minute in other processes', async () => {
    const elsewhere = createAuth({ postgres, clock });
    const { secret, key } = await auth.keys.create({ name: 'old app', kind: 'write', createdBy: 'test' });
    expect(await auth.authenticateWriteKey(secret)).toBeDefined();
    expect(await elsewhere.authenticateWriteKey(secret)).toBeDefined();
    await auth.keys.revoke(key.id);
    expect(await auth.authenticateWriteKey(secret)).toBeUndefined();
    minutes(0.6);
    expect(await elsewhere.authenticateWriteKey(secret)).toBeUndefined();
  });
});

describe('/api/users', () => {
  it('opens accounts whose first link signs in', async () => {
    const { cookie } = await signedIn('owner');
    const made = await server.inject({
      method: 'POST',
      url: '/api/users',
      headers: { cookie, host: 'gyre.test' },
      payload: { name: 'Li Na', email: 'li.na@example.com', role: 'operator', language: 'en' },
    });
    expect(made.statusCode).toBe(201);
    const link = new URL(made.json().signInUrl);
    expect(link.origin).toBe('http://gyre.test');
    expect((await signIn(link.hash.slice('#token='.length))).json().user.name).toBe('Li Na');
    const again = await server.inject({
      method: 'POST',
      url: '/api/users',
      headers: { cookie },
      payload: { name: 'Li', email: 'LI.NA@example.com', role: 'viewer' },
    });
    expect(again.statusCode).toBe(409);
    expect((await server.inject({ url: '/api/users', headers: { cookie } })).json().users).toContainEqual(
      expect.objectContaining({ name: 'Li Na' }),
    );
  });

  it('gives a new link for an account, 404 for none', async () => {
    const [{ cookie }, somebody] = [await signedIn('owner'), await signedIn('viewer')];
    const link = (id: string) =>
      server.inject({ method: 'POST', url: `/api/users/${id}/sign-in-link`, headers: { cookie } });
    expect((await link(somebody.userId)).statusCode).toBe(201);
    expect((await link('00000000-0000-4000-8000-000000000000')).statusCode).toBe(404);
    expect((await link('me')).statusCode).toBe(400);
  });

  it('is for owners', async () => {
    const { cookie } = await signedIn('operator');
    expect(
      (
        await server.inject({
          method: 'POST',
          url: '/api/users',
          headers: { cookie },
          payload: { name: 'x', role: 'owner' },
        })
      ).statusCode,
    ).toBe(403);
    expect((await server.inject('/api/users')).statusCode).toBe(401);
  });

  it('has one first owner however many processes start at once', async () => {
    const owners = await Promise.all(Array.from({ length: 5 }, () => auth.users.firstOwner({ name: 'Owner' })));
    expect(new Set(owners.map(({ id }) => id)).size).toBe(1);
  });
});

describe('the audit log', () => {
  it('says who did what, refused or not, and never the secret', async () => {
    const owner = await signedIn('owner');
    const viewer = await signedIn('viewer');
    await server.inject({
      method: 'POST',
      url: '/api/keys?x=1',
      headers: { cookie: owner.cookie },
      payload: { name: 'audited', scopes: ['people:read'] },
    });
    await server.inject({
      method: 'POST',
      url: '/api/keys',
      headers: { cookie: viewer.cookie },
      payload: { name: 'mine', scopes: ['people:read'] },
    });
    const read = await server.inject({ url: '/api/audit?limit=2', headers: { cookie: owner.cookie } });
    expect(read.json().entries).toEqual([
      expect.objectContaining({
        actor: { type: 'user', id: viewer.userId, name: 'a viewer' },
        action: 'POST /api/keys',
        status: 403,
      }),
      expect.objectContaining({
        actor: { type: 'user', id: owner.userId, name: 'a owner' },
        action: 'POST /api/keys',
        target: '/api/keys',
        status: 201,
      }),
    ]);
  });

  it('is for owners and bounded', async () => {
    const { cookie } = await signedIn('viewer');
    expect((await server.inject({ url: '/api/audit', headers: { cookie } })).statusCode).toBe(403);
    const owner = await signedIn('owner');
    expect((await server.inject({ url: '/api/audit?limit=501', headers: { cookie: owner.cookie } })).statusCode).toBe(
      400,
    );
  });
});
