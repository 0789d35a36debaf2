import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { differences, endState } from '../faults/end-state.ts';
import { demo, type LivingDemo, openDemo } from './live-demo.ts';

const stores = await testStores();
const { clickhouse, postgres } = stores;
const rounds = Array.from({ length: demo.rounds }, (_, i) => i + 1);

let dataDir: string;
let living: LivingDemo;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-loop-'));
  living = await openDemo(stores.urls, dataDir);
  await living.live();
}, 400_000);
afterAll(async () => {
  await living.close();
  await rm(dataDir, { recursive: true, force: true });
});

type Decided = { round: number; profile_id: string; group: string; offer: string; channel: string; propensity: number };

const decided = async (where = '1'): Promise<readonly Decided[]> =>
  clickhouse.query<Decided>(
    `SELECT round, profile_id, "group", offer, channel, propensity FROM decisions FINAL WHERE ${where}`,
  );

const keysOf = (rows: readonly { round: number; profile_id: string }[]): string[] =>
  rows.map(({ round, profile_id }) => `${round}/${profile_id}`).toSorted();

describe('two rounds of a program', () => {
  test('are both measured, and every group has people', async () => {
    for (const round of rounds) {
      const { state, results, people } = await living.gyre.programs.round('repurchase', round);
      expect(state).toBe('done');
      expect(results?.complete).toBe(true);
      expect(results?.groups.map(({ group }) => group).toSorted()).toEqual(['holdout', 'model', 'random', 'rule']);
      expect(people).toBeGreaterThan(600);
    }
  });

  test('the holdout gets nothing: no offer, no coupon, no message', async () => {
    const holdout = await decided(`"group" = 'holdout'`);
    expect(holdout.length).toBeGreaterThan(100);
    expect(holdout.filter(({ offer }) => offer !== '')).toEqual([]);
    const ids = [...new Set(holdout.map(({ profile_id }) => profile_id))];
    expect(await postgres.query('SELECT key FROM coupons WHERE profile_id = ANY($1)', [ids])).toEqual([]);
    expect(await postgres.query('SELECT key FROM outbox_messages WHERE profile_id = ANY($1)', [ids])).toEqual([]);
  });

  test('everybody chosen has exactly one coupon and one message, and nobody else has any', async () => {
    const chosen = keysOf(await decided(`offer != ''`));
    expect(chosen.length).toBeGreaterThan(50);
    expect(keysOf(await postgres.query('SELECT round, profile_id FROM coupons'))).toEqual(chosen);
    expect(keysOf(await postgres.query(`SELECT round, profile_id FROM outbox_messages WHERE status = 'sent'`))).toEqual(
      chosen,
    );
    const told = await clickhouse.query(
      `SELECT properties.round::UInt32 AS round, toString(id_key) AS profile_id FROM events FINAL WHERE name = '$message_sent'`,
    );
    expect(keysOf(told as { round: number; profile_id: string }[])).toEqual(chosen);
  });

  test('no plan costs more than its budget', async () => {
    for (const round of rounds) {
      const { plan, budgetMinor } = await living.gyre.programs.round('repurchase', round);
      expect(budgetMinor).toBe(200_000);
      expect(plan?.plannedCostMinor).toBeGreaterThan(0);
      expect(plan?.plannedCostMinor).toBeLessThanOrEqual(budgetMinor);
    }
  });

  test('people stay in their group from round to round', async () => {
    const moved = await clickhouse.query(
      `SELECT profile_id FROM decisions FINAL GROUP BY profile_id HAVING uniqExact("group") > 1`,
    );
    expect(moved).toEqual([]);
    const both = await clickhouse.query(
      'SELECT profile_id FROM decisions FINAL GROUP BY profile_id HAVING uniqExact(round) = 2',
    );
    expect(both.length).toBeGreaterThan(500);
  });

  test('every choice was possible: its propensity is above 0 and at most 1', async () => {
    expect((await decided()).filter(({ propensity }) => !(propensity > 0 && propensity <= 1))).toEqual([]);
  });

  test.each(rounds)('round %i: the random group was drawn with the propensities that were logged', async (round) => {
    const random = await decided(`"group" = 'random' AND round = ${round}`);
    const pool = random.filter(({ offer, propensity }) => offer !== '' || propensity < 1);
    const treated = pool.filter(({ offer }) => offer !== '');
    expect(treated.length).toBeGreaterThan(5);
    // as many as the design says, not about as many: the number is fixed before the draw
    for (const { offer, propensity } of pool)
      if (offer === '') expect(propensity).toBeCloseTo(1 - treated.length / pool.length, 9);
    // who may get any of all the candidates gets each with the same probability
    const candidates = 12;
    const free = treated.filter(
      ({ propensity }) => Math.abs(propensity - treated.length / pool.length / candidates) < 1e-9,
    );
    const counts = new Map<string, number>();
    for (const { offer, channel } of free)
      counts.set(`${offer}/${channel}`, (counts.get(`${offer}/${channel}`) ?? 0) + 1);
    const expected = free.length / candidates;
    // 4.5 standard deviations of a binomial count: one in 10,000 such tests would fail by chance
    const bound = 4.5 * Math.sqrt(expected * (1 - 1 / candidates)) + 1;
    expect(Math.max(0, ...counts.values())).toBeLessThan(expected + bound);
  });

  test('the funnel only narrows: chosen, reached, clicked; chosen, claimed, redeemed', async () => {
    for (const round of rounds) {
      const { results } = await living.gyre.programs.round('repurchase', round);
      for (const { people, chosen, reached, clicked, claimed, redeemed } of results?.groups ?? []) {
        expect([people, chosen, reached, clicked]).toEqual(
          [people, chosen, reached, clicked].toSorted((a, b) => b - a),
        );
        expect([people, chosen, claimed, redeemed]).toEqual(
          [people, chosen, claimed, redeemed].toSorted((a, b) => b - a),
        );
      }
      expect(results?.groups.find(({ group }) => group === 'model')?.reached).toBeGreaterThan(0);
    }
  });

  test('no difference is told without its interval', async () => {
    const { pooled, earnedMinor } = await living.gyre.programs.one('repurchase');
    expect(earnedMinor?.low).toBeLessThan(earnedMinor?.high ?? 0);
    const comparisons = pooled?.groups.flatMap((group) => group.comparisons) ?? [];
    expect(comparisons.length).toBeGreaterThanOrEqual(5);
    for (const { netMarginPerHeadMinor, netMarginTotalMinor, gmvPerHeadMinor, ordersPerHead } of comparisons) {
      for (const { estimate, low, high } of [
        netMarginPerHeadMinor,
        netMarginTotalMinor,
        gmvPerHeadMinor,
        ordersPerHead,
      ]) {
        expect(low).toBeLessThan(estimate);
        expect(estimate).toBeLessThan(high);
      }
    }
  });

  test('the second round learns from the first: what was sent is in the log it is trained on', async () => {
    const [first, second] = await Promise.all(rounds.map((round) => living.gyre.programs.round('repurchase', round)));
    expect(second?.model?.version).not.toBe(first?.model?.version);
    expect(second?.model?.rows).toBeGreaterThan(0);
    expect(Date.parse(second?.asOf ?? '')).toBe(Date.parse(first?.horizonEnd ?? ''));
  });

  test('another start of a demo that is finished changes nothing', async () => {
    const before = await endState(stores);
    await living.live();
    expect(differences(before, await endState(stores))).toEqual({});
  });
});
