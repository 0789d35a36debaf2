import { describe, expect, test } from 'vitest';
import { connectPostgres } from '#platform/db/postgres/client.ts';
import { GyreError } from '#platform';
import { testStores } from '#platform/testing.ts';
import { publishChanges, type Change } from '../changes.ts';
import { actMigrations } from '../migrations.ts';
import { couponSpecSchema } from '../schemas.ts';
import { couponsLeft, issueCoupons, openCouponType, type IssueRequest } from './issue.ts';
import { claimCoupon, couponsOfProfile, redeemCoupon, refundCoupon, voidCoupons } from './ledger.ts';

const { postgres, clock, urls } = await testStores({ migrations: { clickhouse: [], postgres: actMigrations } });
const start = clock.now();
const days = (count: number): void => clock.set(new Date(start.getTime() + count * 86_400_000));

const voucher = couponSpecSchema.parse({
  benefit: { type: 'spend_save', thresholdMinor: 20_000, saveMinor: 2_000 },
  stock: 100,
  validDays: 30,
});

let types = 0;
/** A coupon type of its own for each test. */
const aType = async (stock = 100): Promise<string> => {
  const name = `type-${types++}`;
  await openCouponType(postgres, { name, stock });
  return name;
};
const people = (count: number, program: string, from = 0): IssueRequest[] =>
  Array.from({ length: count }, (_, i) => ({ program, round: 1, profileId: String(from + i) }));
const issue = (couponType: string, requests: readonly IssueRequest[], spec = voucher) =>
  issueCoupons({ postgres, clock, secret: 'secret', couponType, spec, requests });
const oneCode = async (spec = voucher): Promise<string> => {
  const couponType = await aType();
  const { issued } = await issue(couponType, people(1, couponType), spec);
  return issued[0].code;
};
const deps = { postgres, clock };
const order = { orderId: 'o-1', amountMinor: 25_000 };
const codeOfError = (error: unknown): string => (error instanceof GyreError ? error.code : String(error));
const failure = (work: Promise<unknown>): Promise<string> => work.then(() => 'no error', codeOfError);

describe('issuing', () => {
  test('stops at the stock: the first get one, the others are told why', async () => {
    const couponType = await aType(3);
    const { issued, refused } = await issue(couponType, people(5, couponType));
    expect(issued.map(({ profileId }) => profileId)).toEqual(['0', '1', '2']);
    expect(refused).toEqual(
      ['3', '4'].map((profileId) => ({ profileId, key: `${couponType}/1/${profileId}`, reason: 'out_of_stock' })),
    );
  });

  test('what is left is what the next plan may give out', async () => {
    const couponType = await aType(5);
    await issue(couponType, people(2, couponType));
    expect(await couponsLeft(postgres, [couponType, 'never opened'])).toEqual(new Map([[couponType, 3]]));
    await openCouponType(postgres, { name: couponType, stock: 1 });
    expect(await couponsLeft(postgres, [couponType])).toEqual(new Map([[couponType, 0]]));
  });

  test('the same request again gives the same codes and takes no stock', async () => {
    const couponType = await aType(10);
    const first = await issue(couponType, people(4, couponType));
    expect(await issue(couponType, people(4, couponType))).toEqual(first);
    expect(await postgres.queryOne('SELECT issued FROM coupon_types WHERE name = $1', [couponType])).toEqual({
      issued: 4,
    });
  });

  test('a person asked for twice in one batch gets one', async () => {
    const couponType = await aType(10);
    const twice = people(1, couponType);
    expect((await issue(couponType, [...twice, ...twice])).issued).toHaveLength(1);
  });

  test('1,000 requests from 8 connections against a stock of 100 issue exactly 100', async () => {
    const couponType = await aType(100);
    const connections = Array.from({ length: 8 }, () => connectPostgres(urls.postgres, { max: 1 }));
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, batch) =>
        issueCoupons({
          postgres: connections[batch % 8],
          clock,
          secret: 'secret',
          couponType,
          spec: voucher,
          // every person is asked for from two connections
          requests: people(10, couponType, (batch % 50) * 10),
        }),
      ),
    );
    await Promise.all(connections.map((connection) => connection.close()));
    const keys = new Set(results.flatMap(({ issued }) => issued.map(({ key }) => key)));
    const rows = await postgres.query('SELECT 1 FROM coupons WHERE coupon_type = $1', [couponType]);
    expect([keys.size, rows.length]).toEqual([100, 100]);
    expect(await postgres.queryOne('SELECT issued FROM coupon_types WHERE name = $1', [couponType])).toEqual({
      issued: 100,
    });
  });
});

describe('using', () => {
  test('a coupon is claimed, redeemed, refunded and redeemed again', async () => {
    const code = await oneCode();
    expect(await claimCoupon(deps, code.toLowerCase())).toMatchObject({
      coupon: { state: 'claimed' },
      repeated: false,
    });
    expect(await redeemCoupon(deps, { code, ...order })).toMatchObject({
      coupon: { state: 'redeemed', orderId: 'o-1' },
      repeated: false,
    });
    expect(await refundCoupon(deps, { code, orderId: 'o-1' })).toMatchObject({
      coupon: { state: 'claimed', orderId: null },
    });
    expect(await redeemCoupon(deps, { code, ...order, orderId: 'o-2' })).toMatchObject({ coupon: { orderId: 'o-2' } });
  });

  test('the same call again answers the same and changes nothing', async () => {
    const code = await oneCode();
    await claimCoupon(deps, code);
    expect(await claimCoupon(deps, code)).toMatchObject({ repeated: true });
    await redeemCoupon(deps, { code, ...order });
    expect(await redeemCoupon(deps, { code, ...order })).toMatchObject({ repeated: true, coupon: { orderId: 'o-1' } });
    await refundCoupon(deps, { code, orderId: 'o-1' });
    expect(await refundCoupon(deps, { code, orderId: 'o-1' })).toMatchObject({ repeated: true });
  });

  test('of 50 orders that try at once exactly one gets it', async () => {
    const code = await oneCode();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => failure(redeemCoupon(deps, { code, ...order, orderId: `o-${i}` }))),
    );
    expect(results.filter((result) => result === 'no error')).toHaveLength(1);
    expect(results.filter((result) => result === 'coupon_redeemed')).toHaveLength(49);
  });

  test('of 50 calls of one order exactly one redeems and 49 are told that it had', async () => {
    const code = await oneCode();
    const results = await Promise.all(Array.from({ length: 50 }, () => redeemCoupon(deps, { code, ...order })));
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  test('of 50 claims at once exactly one claims', async () => {
    const code = await oneCode();
    const results = await Promise.all(Array.from({ length: 50 }, () => claimCoupon(deps, code)));
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  test.each([
    ['below the threshold', { amountMinor: 19_999 }, 'coupon_below_threshold'],
    ['in another currency', { currency: 'EUR' }, 'coupon_wrong_currency'],
    ['with a mistyped code', { code: '0000-0000-0000-0001' }, 'coupon_not_found'],
  ])('an order %s is refused', async (_, over, expected) => {
    const code = await oneCode();
    expect(await failure(redeemCoupon(deps, { code, ...order, ...over }))).toBe(expected);
    expect(await redeemCoupon(deps, { code, ...order })).toMatchObject({ repeated: false });
  });

  test('a come-back coupon is refused today, taken tomorrow, and refused when it has expired', async () => {
    const spec = couponSpecSchema.parse({ ...voucher, benefit: { type: 'come_back', saveMinor: 500 } });
    const [first, second] = [await oneCode(spec), await oneCode(spec)];
    expect(await failure(redeemCoupon(deps, { code: first, ...order }))).toBe('coupon_not_yet_valid');
    days(1);
    expect(await redeemCoupon(deps, { code: first, ...order })).toMatchObject({ coupon: { state: 'redeemed' } });
    days(31);
    expect(await failure(redeemCoupon(deps, { code: second, ...order }))).toBe('coupon_expired');
    expect(await failure(claimCoupon(deps, second))).toBe('coupon_expired');
    days(0);
  });

  test('a withdrawn coupon cannot be used and its stock can be issued again; a used one cannot be withdrawn', async () => {
    const couponType = await aType(2);
    const { issued } = await issue(couponType, people(2, couponType));
    await redeemCoupon(deps, { code: issued[0].code, ...order });
    expect(
      await voidCoupons(
        deps,
        issued.map(({ key }) => key),
      ),
    ).toBe(1);
    expect(await failure(redeemCoupon(deps, { code: issued[1].code, ...order }))).toBe('coupon_void');
    expect((await issue(couponType, people(2, couponType, 50))).issued).toHaveLength(1);
  });

  test("a person's coupons are listed with their state at this time", async () => {
    const couponType = await aType();
    await issue(couponType, people(1, couponType, 900));
    expect(await couponsOfProfile(deps, '900')).toMatchObject([
      { couponType, state: 'issued', benefit: { saveMinor: 2_000 } },
    ]);
    days(40);
    expect(await couponsOfProfile(deps, '900')).toMatchObject([{ state: 'expired' }]);
    days(0);
  });
});

describe('the event log', () => {
  const collect = async (): Promise<Change[]> => {
    const all: Change[] = [];
    await publishChanges({ postgres, publish: async (changes) => void all.push(...changes), batchSize: 100 });
    return all;
  };

  test('hears of every change once, and of nothing that did not happen', async () => {
    await collect();
    const code = await oneCode();
    await Promise.all(Array.from({ length: 10 }, () => claimCoupon(deps, code)));
    await Promise.all(Array.from({ length: 10 }, () => redeemCoupon(deps, { code, ...order })));
    await refundCoupon(deps, { code, orderId: 'o-1' });
    const heard = await collect();
    expect(heard.map(({ name }) => name)).toEqual([
      '$coupon_issued',
      '$coupon_claimed',
      '$coupon_redeemed',
      '$coupon_refunded',
    ]);
    expect(heard[2]).toMatchObject({
      profileId: '0',
      at: start,
      properties: { coupon_code: code, order_id: 'o-1', order_amount_minor: 25_000 },
    });
    expect(await collect()).toEqual([]);
  });

  test('a batch whose publishing failed is published again under the same event ids', async () => {
    await oneCode();
    const failed: Change[] = [];
    const breaking = publishChanges({
      postgres,
      publish: async (changes) => {
        failed.push(...changes);
        throw new Error('the log is away');
      },
    });
    await expect(breaking).rejects.toThrow('away');
    expect(await collect()).toEqual(failed);
  });
});
