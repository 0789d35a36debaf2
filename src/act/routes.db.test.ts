import { beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '#platform';
import { createAuth } from '#platform/http/auth/auth.ts';
import type { Scope } from '#platform/http/auth/scopes.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { codeOf } from '#platform/http/testing.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { testStores } from '#platform/testing.ts';
import { couponCode } from './coupons/code.ts';
import { issueCoupons, openCouponType } from './coupons/issue.ts';
import { actMigrations } from './migrations.ts';
import { enqueue } from './outbox/enqueue.ts';
import { recordReports } from './outbox/reports.ts';
import { aMessage } from './outbox/testing.ts';
import { actRoutes } from './routes.ts';
import { couponSpecSchema } from './schemas.ts';

const { postgres, clock } = await testStores({
  migrations: { clickhouse: [], postgres: [...platformMigrations.postgres, ...actMigrations] },
});
const auth = createAuth({ postgres, clock });
const server = await createHttpServer({
  log: silentLogger(),
  auth,
  routes: [actRoutes({ postgres, clock, recordReports: (reports) => recordReports(postgres, reports) })],
});
const keyWith = async (...scopes: Scope[]): Promise<{ authorization: string }> => {
  const { secret } = await auth.keys.create({ name: 'a till', kind: 'secret', scopes, createdBy: 'test' });
  return { authorization: `Bearer ${secret}` };
};
const till = await keyWith('coupons:redeem');
const provider = await keyWith('reports:write');
const reader = await keyWith('programs:read');
const post = (url: string, headers: Record<string, string>, payload: object) =>
  server.inject({ method: 'POST', url, headers, payload });

let code = '';
let people = 0;
const spec = couponSpecSchema.parse({
  benefit: { type: 'spend_save', thresholdMinor: 20_000, saveMinor: 2_000 },
  stock: 1_000,
  validDays: 30,
});
beforeAll(() => openCouponType(postgres, { name: 'spend200-save20', stock: 1_000 }));
const aCoupon = async (): Promise<string> => {
  const requests = [{ program: 'repurchase', round: 1, profileId: String(people++) }];
  const { issued } = await issueCoupons({
    postgres,
    clock,
    secret: 'secret',
    couponType: 'spend200-save20',
    spec,
    requests,
  });
  return (code = issued[0].code);
};

describe('POST /v1/coupons/claim', () => {
  const url = '/v1/coupons/claim';
  test('200: claims, and says when it had been claimed before', async () => {
    await aCoupon();
    const answers = [await post(url, till, { code }), await post(url, till, { code })];
    expect(answers.map((answer) => [answer.statusCode, answer.json()])).toMatchObject([
      [200, { coupon: { code, state: 'claimed', type: 'spend200-save20', benefit: spec.benefit }, repeated: false }],
      [200, { repeated: true }],
    ]);
  });
  test('400: without a code, naming the field', async () => {
    const answer = await post(url, till, {});
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { error: { code: 'invalid_input', field: 'code' } },
    ]);
  });
  test('401 without a key, 403 with a key for something else', async () => {
    expect((await post(url, {}, { code: 'x'.repeat(16) })).statusCode).toBe(401);
    expect((await post(url, reader, { code: 'x'.repeat(16) })).statusCode).toBe(403);
  });
  test('404: a code nobody issued, in both languages', async () => {
    const answer = await post(url, till, { code: couponCode('nobody', 'secret') });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      404,
      { error: { code: 'coupon_not_found', field: 'code', message: { zh: expect.stringContaining('券码不存在') } } },
    ]);
  });
});

describe('POST /v1/coupons/redeem', () => {
  const url = '/v1/coupons/redeem';
  test('200: redeems on an order; the same order may ask again, another may not', async () => {
    await aCoupon();
    const first = await post(url, till, { code, orderId: 'o-1', amount: 299.5 });
    expect(first.json()).toMatchObject({ coupon: { state: 'redeemed', orderId: 'o-1' }, repeated: false });
    expect((await post(url, till, { code, orderId: 'o-1', amount: 299.5 })).json()).toMatchObject({ repeated: true });
    const other = await post(url, till, { code, orderId: 'o-2', amount: 299.5 });
    expect([other.statusCode, codeOf(other)]).toEqual([409, 'coupon_redeemed']);
  });
  test('422: the order is a fen below the threshold', async () => {
    await aCoupon();
    const answer = await post(url, till, { code, orderId: 'o-1', amount: 199.99 });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      422,
      { error: { code: 'coupon_below_threshold', field: 'amount' } },
    ]);
    expect((await post(url, till, { code, orderId: 'o-1', amount: 200 })).statusCode).toBe(200);
  });
  test('400: an amount below nothing; 401; 403', async () => {
    const body = { code: await aCoupon(), orderId: 'o-1', amount: -1 };
    expect((await post(url, till, body)).statusCode).toBe(400);
    expect((await post(url, {}, body)).statusCode).toBe(401);
    expect((await post(url, reader, body)).statusCode).toBe(403);
  });
});

describe('POST /v1/reports', () => {
  const url = '/v1/reports';
  const report = { messageId: 'm-1', status: 'delivered', at: '2026-01-01T10:00:00Z' };
  test('200: accepts reports of messages that were sent and names the others', async () => {
    await enqueue(postgres, [aMessage('m-1')]);
    const answer = await post(url, provider, { reports: [report, { ...report, messageId: 'm-2' }] });
    expect([answer.statusCode, answer.json()]).toEqual([200, { accepted: 1, unknown: ['m-2'] }]);
  });
  test('400: more than 1,000 at once, an unknown status', async () => {
    expect((await post(url, provider, { reports: Array.from({ length: 1_001 }, () => report) })).statusCode).toBe(400);
    expect((await post(url, provider, { reports: [{ ...report, status: 'eaten' }] })).statusCode).toBe(400);
  });
  test('401 without a key, 403 with a key for something else', async () => {
    expect((await post(url, {}, { reports: [report] })).statusCode).toBe(401);
    expect((await post(url, till, { reports: [report] })).statusCode).toBe(403);
  });
});
