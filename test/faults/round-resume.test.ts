import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manualClock, seededRandom } from '#platform';
import { testStores } from '#platform/testing.ts';
import { aSmallBrand, liveHistory, openOn } from '../scenarios/small-brand.ts';
import { differences } from './end-state.ts';
import { buildPrograms, type Built } from './fault-process.ts';
import { decidedAt, type Kill, type Kills, leasesEnd, type LivedRound, liveRound, start } from './live-round.ts';

let dataDir: string;
let child: Built;
let undisturbed: LivedRound;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-faults-'));
  child = await buildPrograms({ 'round-child': './test/faults/round-child.ts' });
  undisturbed = await liveRound({ child, dataDir }, {});
}, 400_000);
afterAll(async () => {
  await child.remove();
  await rm(dataDir, { recursive: true, force: true });
});

const at = (points: readonly string[]): Kill[] => points.map((point) => ({ type: 'at', point }));
const each = (suffix: string, steps: readonly string[]): Kill[] => at(steps.map((step) => `round/${step}/${suffix}`));
const decideSteps = ['features', 'train', 'score', 'plan', 'issue', 'deliver'];

/** One workspace each: its round is killed at all of these points, one after the other. */
const chains: Readonly<Record<string, Kills>> = {
  'as each step begins': { round: each('begun', decideSteps), measure: each('begun', ['measure']) },
  'when a step has done its work and not yet recorded it': {
    round: each('unrecorded', decideSteps),
    measure: each('unrecorded', ['measure']),
  },
  'when a step has just been recorded': {
    round: each('finished', decideSteps),
    measure: each('finished', ['measure']),
  },
  'in the middle of linking, planning, issuing, sending and telling the log': {
    identify: at(['identify/after-audit', 'identify/after-remap']),
    round: at([
      'round/plan/decisions-written',
      'act/issue/before-commit',
      'act/issue/after-commit',
      'act/issue/before-commit#2',
      'act/drain/claimed',
      'act/drain/sending',
      'act/drain/sent',
      'collect/before-insert',
    ]),
    measure: at(['collect/before-insert']),
  },
};

describe('a round that is killed and started again ends as one that was not disturbed', () => {
  test('the undisturbed round decided, sent and measured something', () => {
    const { done } = undisturbed;
    expect(done.rounds).toHaveLength(1);
    expect(done.rounds[0]).toContain('"state":"done"');
    expect(done.decisions.length).toBeGreaterThan(400);
    expect(done.coupons.length).toBeGreaterThan(60);
    expect(done.outbox.every((row) => row.includes('"status":"sent"'))).toBe(true);
    expect(done.unpublished).toEqual([]);
    const events = (name: string): number => done.events.filter((row) => row.includes(`"name":"${name}"`)).length;
    expect(events('$decision_made')).toBe(done.decisions.length);
    expect(events('$coupon_issued')).toBe(done.coupons.length);
    expect(events('$message_sent')).toBe(done.outbox.length);
    expect(events('$coupon_redeemed')).toBeGreaterThan(0);
  });

  test.each(Object.entries(chains))(
    '%s',
    async (_when, kills) => {
      const { waiting, done } = await liveRound({ child, dataDir }, kills);
      expect(differences(undisturbed.waiting, waiting)).toEqual({});
      expect(differences(undisturbed.done, done)).toEqual({});
    },
    400_000,
  );

  test('at six times that nobody chose', async () => {
    const random = seededRandom('kills of a round');
    const somewhere = (): Kill => ({
      type: 'after',
      ms: Math.round(undisturbed.roundMs * (0.1 + 0.9 * random.next())),
    });
    const { waiting, done } = await liveRound(
      { child, dataDir },
      { round: Array.from({ length: 6 }, somewhere), measure: [somewhere()] },
    );
    expect(differences(undisturbed.waiting, waiting)).toEqual({});
    expect(differences(undisturbed.done, done)).toEqual({});
  }, 400_000);

  test('it waits for messages that a dead process was sending, and then sends them', async () => {
    const stores = await testStores();
    const gyre = await openOn(stores.urls, { clock: manualClock(decidedAt), dataDir });
    try {
      await liveHistory(gyre, aSmallBrand());
      const job = { stores, job: 'round', at: decidedAt } as const;
      await start({ child, dataDir }, job, { type: 'at', point: 'act/drain/sending' });
      await stores.postgres.query(`UPDATE leases SET expires_at = '-infinity'`);
      const running = start({ child, dataDir }, job);
      await expect(Promise.race([running, pause(undisturbed.roundMs + 2_000, 'still waiting')])).resolves.toBe(
        'still waiting',
      );
      await leasesEnd(stores);
      expect(await running).toMatchObject({ code: 0, stderr: '' });
      const statuses = await stores.postgres.query('SELECT DISTINCT status FROM outbox_messages');
      expect(statuses).toEqual([{ status: 'sent' }]);
    } finally {
      await gyre.close();
    }
  }, 400_000);
});
