import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStores, type TestStores } from '#platform/testing.ts';
import { settingsOn } from '../scenarios/small-brand.ts';
import { buildPrograms, type Built } from './fault-process.ts';

let directory: string;
let built: Built;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gyre-snapshot-'));
  built = await buildPrograms({});
  const rows = Array.from(
    { length: 3_000 },
    (_, n) => `u${n % 700},2026-01-${String((n % 28) + 1).padStart(2, '0')},${n}`,
  );
  await writeFile(join(directory, 'rows.csv'), `who,at,amount\n${rows.join('\n')}\n`);
  await writeFile(join(directory, 'mapping.yaml'), mapping);
  await writeFile(join(directory, 'features.yaml'), features);
});
afterAll(async () => {
  await built.remove();
  await rm(directory, { recursive: true, force: true });
});

const mapping = `
source: fault
time: { column: at }
ids: { user_id: who }
events: [{ name: order_paid }]
value: amount
properties: { amount: { number: amount } }
`;
const features = `
kind: Feature
name: orders
title: { zh: 订单数, en: Orders }
spec: { expression: count(order_paid) }
---
kind: Feature
name: last-amount
title: { zh: 最近金额, en: Latest amount }
spec: { expression: last(order_paid.amount) }
`;

const contents = async ({ clickhouse, postgres }: TestStores) => ({
  rows: await clickhouse.query(
    'SELECT profile_id, as_of, values, count() AS times FROM feature_rows FINAL GROUP BY ALL ORDER BY ALL',
  ),
  snapshots: await postgres.query('SELECT snapshot, names, people FROM feature_snapshots'),
});

test('a snapshot of features that is killed midway and taken again is the same as one that was not', async () => {
  const life = async (kills: readonly string[]) => {
    const stores = await testStores();
    const run = (args: readonly string[], dieAt?: string) =>
      built.run('main', { args, env: settingsOn(stores.urls, directory), ...(dieAt === undefined ? {} : { dieAt }) });
    const fine = { code: 0 };
    const file = (name: string): string => join(directory, name);
    expect(await run(['import', file('rows.csv'), '--mapping', file('mapping.yaml')])).toMatchObject(fine);
    expect(await run(['apply', '-f', file('features.yaml')])).toMatchObject(fine);
    const take = ['feature', 'snapshot', '--as-of', '2026-02-01'];
    for (const dieAt of kills) expect(await run(take, dieAt)).toMatchObject({ signal: 'SIGKILL' });
    expect(await run(take)).toMatchObject(fine);
    return contents(stores);
  };
  const undisturbed = await life([]);
  expect(undisturbed.rows).toHaveLength(700);
  expect(await life(['feature-snapshot/slice', 'feature-snapshot/built'])).toEqual(undisturbed);
});
