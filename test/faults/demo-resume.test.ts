import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStores, type TestStores } from '#platform/testing.ts';
import { differences, type EndState, endState } from './end-state.ts';
import { buildPrograms, type Built, type RunArgs } from './fault-process.ts';

let dataDir: string;
let built: Built;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-demo-'));
  built = await buildPrograms({ 'demo-child': './test/faults/demo-child.ts' });
});
afterAll(async () => {
  await built.remove();
  await rm(dataDir, { recursive: true, force: true });
});

type Kill = Pick<RunArgs, 'dieAt' | 'killAfterMs'>;

/** The demo brand lives to its end in stores of its own, its server killed and started again as told. */
const liveDemo = async (kills: readonly Kill[]): Promise<EndState> => {
  const stores = await testStores();
  for (const kill of kills) {
    expect({ kill, ...(await live(stores, kill)) }).toMatchObject({ kill, signal: 'SIGKILL', stderr: '' });
    // on a busy machine it may die before there are tables
    if ((await stores.postgres.queryOne(`SELECT WHERE to_regclass('outbox_messages') IS NOT NULL`)) === undefined)
      continue;
    await stores.postgres.query(`UPDATE leases SET expires_at = '-infinity'`);
    await stores.postgres.query(
      'UPDATE outbox_messages SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL',
    );
  }
  expect(await live(stores, {})).toMatchObject({ code: 0, stderr: '' });
  return endState(stores);
};

const live = ({ urls }: TestStores, kill: Kill) =>
  built.run('demo-child', {
    args: [urls.clickhouse, urls.postgres, dataDir],
    env: { GYRE_MEMORY_MIB: '1024' },
    ...kill,
  });

test('a demo whose server is killed again and again ends with the same people, decisions, coupons and results', async () => {
  const undisturbed = await liveDemo([]);
  const disturbed = await liveDemo([
    // in the history
    { killAfterMs: 3_000 },
    { dieAt: 'round/plan/decisions-written' },
    { dieAt: 'act/drain/sent' },
    // in the thirty days, with the world's answers on the way to the log
    { dieAt: 'collect/before-insert#12' },
    { dieAt: 'round/measure/begun' },
    { dieAt: 'round/issue/unrecorded' },
    { dieAt: 'round/measure/unrecorded' },
  ]);
  expect(undisturbed.rounds).toHaveLength(2);
  expect(differences(undisturbed, disturbed)).toEqual({});
}, 600_000);
