import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock, silentProgress } from '#platform';
import { testStores } from '#platform/testing.ts';
import { createWorld } from '#world';
import { brandOptions, horizonDays, liveHistory, openOn } from './small-brand.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-young-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const day = 86_400_000;

test.each([5, 50])(
  'a brand of %i customers has its rounds: decided by chance and experience, said in words, sent and measured',
  async (customers) => {
    const stores = await testStores();
    const world = createWorld({ ...brandOptions, customers, months: 4 });
    const clock = manualClock(world.end);
    const gyre = await openOn(stores.urls, { clock, dataDir });
    try {
      await liveHistory(gyre, world);
      const first = await gyre.rounds.run('repurchase', { progress: silentProgress() });
      expect(first.state).toBe('waiting');
      const { notes, model, plan, people } = await gyre.programs.round('repurchase', 1);
      expect(notes).toHaveLength(1);
      expect(notes[0].en).toMatch(/^Too little to learn from yet: .* the model group is drawn at random/);
      expect(notes[0].zh).toMatch(/^可供学习的数据还太少：.*模型组随机抽取/);
      expect(model).toBeNull();
      expect(plan?.people).toBe(people);
      expect((await gyre.programs.one('repurchase')).rounds[0].notes).toEqual(notes);

      const decided = await stores.clickhouse.query<{ group: string; offer: string; propensity: number }>(
        'SELECT "group", offer, propensity FROM decisions FINAL',
      );
      expect(decided).toHaveLength(people);
      expect(decided.filter(({ group, offer }) => group === 'holdout' && offer !== '')).toEqual([]);
      expect(decided.every(({ propensity }) => propensity > 0 && propensity <= 1)).toBe(true);
      const unsent = `SELECT key FROM outbox_messages WHERE status <> 'sent'`;
      expect(await stores.postgres.query(unsent)).toEqual([]);
      // who asks for a score finds none, and no number that is the same for everybody
      expect(await stores.clickhouse.query('SELECT profile_id FROM scores')).toEqual([]);

      clock.set(new Date(world.end.getTime() + horizonDays * day));
      const [measured] = await gyre.rounds.measureDue(silentProgress());
      expect(measured.state).toBe('done');
      const second = await gyre.rounds.run('repurchase', { progress: silentProgress() });
      expect([second.round, second.state]).toEqual([2, 'waiting']);
    } finally {
      await gyre.close();
    }
  },
  240_000,
);
