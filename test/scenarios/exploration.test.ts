import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyDirectory } from '#app';
import { identifyAll, personSql } from '#identify';
import { manualClock, seededRandom, silentProgress } from '#platform';
import { testStores } from '#platform/testing.ts';
import { openOn } from './small-brand.ts';

/**
 * A brand without a random group: a quarter is left alone, and of the model group four in ten are explored. The loyal half
 * order often and dearly, the others seldom and cheaply, so the optimiser sends to the loyal. The letter makes anybody order
 * with 15 % more probability; the offer's document believes in 2 %.
 */
const documents = `
kind: Feature
name: orders-90d
title: { zh: 近90天订单数, en: Orders in 90 days }
spec: { expression: "count(order_paid, 90d)" }
---
kind: Feature
name: mean-margin
title: { zh: 平均毛利, en: Mean margin }
spec: { expression: "mean(order_paid.margin, 365d)" }
---
kind: Offer
name: letter
title: { zh: 一封信, en: A letter }
spec:
  message: { zh: { title: 您好, body: 您好 }, en: { title: Hello, body: Hello } }
  prior: { effect: 0.02, useProbability: 0 }
---
kind: Channel
name: post
title: { zh: 邮寄, en: Post }
spec: { type: simulated, costPerMessageMinor: 100 }
---
kind: Model
name: repurchase
title: { zh: 复购, en: Repurchase }
spec:
  goal: { event: order_paid, value: margin }
  who: "count(order_paid) >= 1"
  horizonDays: 30
  training: { dates: 3, stepDays: 30 }
  search: { depth: [2], minHessian: [5], l2: [1] }
---
kind: Program
name: letters
title: { zh: 信, en: Letters }
spec:
  goal: { event: order_paid, value: margin, horizonDays: 30 }
  who: { condition: "count(order_paid) >= 1" }
  model: repurchase
  offers: [letter]
  channels: [post]
  limits: { budget: "1300 CNY" }
  groups: { holdout: 25%, random: 0%, rule: { share: 0%, name: rfm-top }, model: 75% }
  exploration: 40%
`;

const effect = 0.15;
const customers = 2_400;
const day = 86_400_000;
const start = new Date('2026-01-01T00:00:00Z');
const isLoyal = (i: number): boolean => i % 2 === 0;
const usually = (i: number): number => (isLoyal(i) ? 0.4 : 0.08);

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-explored-'));
  await writeFile(join(dataDir, 'documents.yaml'), documents);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const order = (i: number, at: number) => ({
  type: 'track' as const,
  userId: `u-${i}`,
  event: 'order_paid',
  messageId: `${i}/${at}`,
  timestamp: new Date(at).toISOString(),
  properties: { margin: isLoyal(i) ? 200 : 10, value: 1 },
});

test('a program without a random group learns its effects from those whom it explored, and not from whom it chose', async () => {
  const { clickhouse, postgres, urls } = await testStores();
  const clock = manualClock(start);
  const gyre = await openOn(urls, { clock, dataDir });
  const random = seededRandom('explored');
  const send = async (messages: readonly ReturnType<typeof order>[]): Promise<void> => {
    await gyre.collector.batch({ messages: [...messages], source: 'shop', shared: {} });
    await identifyAll({ clickhouse, postgres, clock });
  };
  try {
    await applyDirectory(gyre.documents, dataDir, { author: 'test' });
    const past = Array.from({ length: customers }, (_, i) => [
      order(i, start.getTime() - 300 * day),
      ...[150, 120, 90, 60, 30].flatMap((ago) =>
        random.next() < usually(i) ? [order(i, start.getTime() - (ago - 1 - random.int(28)) * day)] : [],
      ),
    ]).flat();
    await send(past);

    await gyre.rounds.run('letters', { progress: silentProgress() });
    const decided = await clickhouse.query<{ user: string; group: string; offer: string; why: string }>(
      `SELECT i.value AS user, "group", offer, JSONExtractString(reasons, 'why', 'type') AS why
       FROM decisions AS d FINAL
       INNER JOIN (SELECT value, ${personSql('id_key')} AS person FROM identifiers WHERE type = 'user_id') AS i ON i.person = d.profile_id`,
    );
    expect(decided).toHaveLength(customers);
    const answers = decided.map((row) => {
      const i = Number(row.user.slice(2));
      return { ...row, i, ordered: random.next() < usually(i) + (row.offer === '' ? 0 : effect) };
    });
    clock.set(new Date(start.getTime() + 31 * day));
    await send(answers.flatMap(({ i, ordered }) => (ordered ? [order(i, start.getTime() + day * 10)] : [])));
    await gyre.rounds.measureDue(silentProgress());
    await gyre.rounds.run('letters', { progress: silentProgress() });

    const explored = answers.filter(({ why }) => why === 'explored');
    const row = await postgres.queryOne<{ effect: { basis: string; arms: readonly Measured[] } }>(
      `SELECT artefact -> 'effect' AS effect FROM models WHERE version = 'letters-2'`,
    );
    const arm = row?.effect.arms[0] ?? { rows: 0, measured: 0, standardError: 0 };
    expect(row?.effect.basis).not.toBe('prior');
    expect(arm.rows).toBe(explored.length);
    expect(Math.abs(arm.measured - effect)).toBeLessThan(3 * arm.standardError);

    // everybody who got a letter against everybody who did not: the loyal were chosen, and their loyalty looks like an effect
    const share = (rows: typeof answers): number => rows.filter(({ ordered }) => ordered).length / rows.length;
    const naive =
      share(answers.filter(({ offer }) => offer !== '')) - share(answers.filter(({ offer }) => offer === ''));
    expect(naive - effect).toBeGreaterThan(4 * arm.standardError);
  } finally {
    await gyre.close();
  }
}, 240_000);

type Measured = { readonly rows: number; readonly measured: number; readonly standardError: number };
