import { describe, expect, test } from 'vitest';
import { createCollector, createContactBook, createEventLog, createPseudonymizer, createTombstones } from '#collect';
import { identifyAll } from '#identify';
import { idKey, silentLogger } from '#platform';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { testStores } from '#platform/testing.ts';
import { purposesInForce, unsubscribeToken } from '#profile';
import { createPrivacyDesk } from '../erasure/privacy-desk.ts';
import { appMigrations } from '../migrations.ts';
import { privacyRoutes } from './privacy-routes.ts';
import { unsubscribeRoutes } from './unsubscribe-routes.ts';

const secret = 'a secret of at least 32 characters!';
const { clickhouse, postgres, clock } = await testStores({ migrations: appMigrations });
const log = silentLogger();
const pseudonymizer = createPseudonymizer(secret);
const tombstones = createTombstones({ clickhouse, postgres, clock, log, secret });
const contacts = createContactBook(postgres, secret, tombstones);
const eventLog = createEventLog({ clickhouse, clock, log, secret });
const collector = createCollector({ ...eventLog, clock, contacts, pseudonymizer, erased: tombstones });
const purposes = async () => purposesInForce([]);
const desk = createPrivacyDesk({
  clickhouse,
  postgres,
  clock,
  contacts,
  pseudonymizer,
  tombstones,
  purposes,
  secret,
  cluster: false,
});
let started = 0;
const { server, withKey, signedIn } = await testHttp({
  routes: [
    privacyRoutes({
      clickhouse,
      clock,
      pseudonymizer,
      collector,
      desk,
      purposes,
      channels: async () => [{ name: 'newsletter', names: ['newsletter', 'email', '*'] }],
      start: async () => (started += 1),
    }),
    unsubscribeRoutes({ secret, clock, write: collector.write }),
  ],
});
const [owner, operator, viewer] = [await signedIn('owner'), await signedIn('operator'), await signedIn('viewer')];
const ours = { host: 'localhost', origin: 'http://localhost' };
const call = (method: 'POST' | 'PUT', url: string, payload: object, headers: Record<string, string> = {}) =>
  server.inject({ method, url, payload, headers: { ...ours, ...headers } });

await collector.one('identify', { userId: 'u-1', traits: { email: 'a@b.cn', city: '杭州' } }, 'shop');
await identifyAll({ clickhouse, postgres, clock });
const [row] = await clickhouse.query<{ p: string }>('SELECT DISTINCT profile_id AS p FROM people_events');
const profileId = row?.p ?? '';
const consent = async () => (await server.inject({ url: `/api/people/${profileId}/consent`, headers: viewer })).json();

describe('consent over HTTP', () => {
  test('200: an operator writes down a no, by name, and everybody who reads people sees it', async () => {
    const said = { purpose: 'marketing', channel: 'newsletter', said: 'withdrawn', source: 'by telephone' };
    expect((await call('PUT', `/api/people/${profileId}/consent`, said, operator)).statusCode).toBe(200);
    expect(await consent()).toMatchObject({
      states: expect.arrayContaining([
        expect.objectContaining({ purpose: 'marketing', channel: 'newsletter', allowed: false }),
      ]),
      history: [{ said: 'withdrawn', source: 'by telephone' }],
    });
  });

  test('200: a system says a yes of an identifier in the clear', async () => {
    const key = await withKey('events:write');
    clock.set(new Date(clock.now().getTime() + 1_000));
    const said = { id: { type: 'email', value: 'A@B.cn' }, purpose: 'marketing', channel: 'email', said: 'given' };
    expect((await call('PUT', '/v1/consents', said, key)).json()).toEqual({ success: true });
    expect((await consent()).states[0]).toMatchObject({ purpose: 'marketing', allowed: true });
    // the same identifier as everywhere else: type:value
    clock.set(new Date(clock.now().getTime() + 1_000));
    const no = { ...said, id: 'email:A@B.cn', said: 'withdrawn' };
    expect((await call('PUT', '/v1/consents', no, key)).json()).toEqual({ success: true });
    expect((await consent()).states[0]).toMatchObject({ purpose: 'marketing', allowed: false });
    clock.set(new Date(clock.now().getTime() + 1_000));
    await call('PUT', '/v1/consents', said, key);
  });

  test('400: a purpose nobody has described is refused with those there are, and nothing is written down', async () => {
    const before = (await consent()).history.length;
    const said = { purpose: 'markting', said: 'given' };
    const key = await withKey('events:write');
    for (const answer of [
      await call('PUT', `/api/people/${profileId}/consent`, said, operator),
      await call('PUT', '/v1/consents', { ...said, id: 'email:a@b.cn' }, key),
    ]) {
      expect([answer.statusCode, answer.json().error.field]).toEqual([400, 'purpose']);
      expect(answer.json().error.message.en).toContain('there are marketing, analytics, profiling');
      expect(answer.json().error.message.zh).toContain('marketing、analytics、profiling');
    }
    expect((await consent()).history).toHaveLength(before);
  });

  test('400: a purpose that is no name; 401 without a key; 403 for a viewer; 404 for nobody', async () => {
    const said = { purpose: 'marketing', said: 'given' };
    const wrong = await call('PUT', `/api/people/${profileId}/consent`, { ...said, purpose: 'All of it' }, operator);
    expect([wrong.statusCode, wrong.json().error.field]).toEqual([400, 'purpose']);
    expect((await call('PUT', '/v1/consents', { ...said, id: { type: 'email', value: 'a@b.cn' } })).statusCode).toBe(
      401,
    );
    expect((await call('PUT', `/api/people/${profileId}/consent`, said, viewer)).statusCode).toBe(403);
    expect((await call('PUT', '/api/people/12345/consent', said, operator)).statusCode).toBe(404);
  });
});

describe('the unsubscribe link', () => {
  const token = unsubscribeToken(secret).write({
    profileId,
    recipientKey: idKey('email', pseudonymizer.stored('email', 'a@b.cn')).toString(),
    channel: 'email',
    purpose: 'marketing',
  });

  test('opened by a mail scanner it changes nothing, and speaks the reader’s language', async () => {
    const zh = await server.inject({ url: `/unsubscribe/${token}`, headers: { 'accept-language': 'zh-CN,en;q=0.5' } });
    const en = await server.inject({ url: `/unsubscribe/${token}`, headers: { 'accept-language': 'en-GB' } });
    expect([zh.statusCode, zh.body.includes('退订'), en.body.includes('No more by e-mail')]).toEqual([200, true, true]);
    expect((await consent()).history).toHaveLength(4);
  });

  test('posted by a mail program, without cookie or origin, it holds at once (RFC 8058)', async () => {
    clock.set(new Date(clock.now().getTime() + 1_000));
    const answer = await server.inject({
      method: 'POST',
      url: `/unsubscribe/${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    });
    expect(answer.statusCode).toBe(200);
    expect((await consent()).states[0]).toMatchObject({ purpose: 'marketing', allowed: false, said: 'withdrawn' });
  });

  test('its other button ends every channel', async () => {
    clock.set(new Date(clock.now().getTime() + 1_000));
    const headers = { ...ours, 'content-type': 'application/x-www-form-urlencoded' };
    await server.inject({ method: 'POST', url: `/unsubscribe/${token}`, headers, payload: 'all=1' });
    expect((await consent()).history[0]).toMatchObject({ said: 'withdrawn', channel: '*', source: 'unsubscribe link' });
  });

  test('404: one that somebody made up', async () => {
    expect((await server.inject({ url: `/unsubscribe/${token.slice(0, -2)}xx` })).statusCode).toBe(404);
  });
});

describe('requests of people about their own data', () => {
  test('200: an owner gets everything known of a person as a file, and the audit log keeps the act, not the person', async () => {
    const answer = await call('POST', '/api/privacy/reports', { id: 'email:a@b.cn' }, owner);
    expect([answer.statusCode, answer.headers['content-disposition']]).toEqual([
      200,
      'attachment; filename="personal-data.json"',
    ]);
    expect(answer.json()).toMatchObject({
      report: { oneId: profileId },
      traits: { city: '杭州' },
      contactsInTheClear: { email: ['a@b.cn'] },
    });
    const audit = await postgres.query<{ target: string }>('SELECT target FROM audit_log');
    expect(audit.filter(({ target }) => target.includes('privacy') && target.includes(profileId))).toEqual([]);
  });

  test('404: of nobody there is no report and no request; who stands in quarantine alone is somebody', async () => {
    const requests = async (): Promise<unknown[]> =>
      (await server.inject({ url: '/api/privacy', headers: viewer })).json().requests;
    const before = await requests();
    const nobody = await call('POST', '/api/privacy/reports', { id: 'phone:13800009999' }, owner);
    expect([nobody.statusCode, codeOf(nobody)]).toEqual([404, 'not_found']);
    expect(nobody.json().error.message).toEqual({
      en: 'Not found: nobody is known by this identifier',
      zh: '未找到：没有客户使用此标识',
    });
    expect(await requests()).toEqual(before);
    const broken = { type: 'track', userId: 'u-aside', event: '$coupon_redeemed' };
    await collector.batch({ messages: [broken], source: 'shop', shared: {} });
    const aside = await call('POST', '/api/privacy/reports', { id: 'user_id:u-aside' }, owner);
    expect([aside.statusCode, aside.json().setAside.length]).toEqual([200, 1]);
  });

  test('202: an erasure begins when its identifier is repeated; 400 when it is not', async () => {
    const slip = await call('POST', '/api/privacy/erasures', { id: 'email:a@b.cn', confirm: 'email:a@b.c' }, owner);
    expect([slip.statusCode, slip.json().error.field]).toEqual([400, 'confirm']);
    const asked = await call('POST', '/api/privacy/erasures', { id: 'email:a@b.cn', confirm: 'email:a@b.cn' }, owner);
    expect([asked.statusCode, asked.json().state, started]).toEqual([202, 'waiting', 1]);
    const { requests } = (await server.inject({ url: '/api/privacy', headers: viewer })).json();
    expect(requests.map(({ kind, state }: { kind: string; state: string }) => [kind, state])).toEqual(
      expect.arrayContaining([
        ['access', 'done'],
        ['erasure', 'waiting'],
      ]),
    );
  });

  test('200: a tombstone is lifted for who signs up anew', async () => {
    await tombstones.set([idKey('user_id', 'gone').toString()], '00000000-0000-4000-8000-000000000001');
    expect((await call('POST', '/api/privacy/tombstones/lift', { id: 'user_id:gone' }, owner)).json()).toEqual({
      lifted: 1,
    });
  });

  test('401, 403 and 404: only an owner, and only of somebody', async () => {
    for (const url of ['/api/privacy/reports', '/api/privacy/erasures', '/api/privacy/tombstones/lift'])
      for (const [headers, status] of [
        [{}, 401],
        [operator, 403],
      ] as const)
        expect([url, (await call('POST', url, { id: 'x', confirm: 'x' }, headers)).statusCode]).toEqual([url, status]);
    expect(codeOf(await call('POST', '/api/privacy/reports', { id: 'nobody' }, owner))).toBe('not_found');
  });
});
