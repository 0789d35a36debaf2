import { expect } from 'vitest';
import { benefitSchema, claimCoupon, recordReports, redeemCoupon } from '#act';
import type { Gyre } from '#app';
import { identifyAll } from '#identify';
import { type ManualClock, manualClock } from '#platform';
import { testStores, type TestStores } from '#platform/testing.ts';
import type { SegmentMessage, World } from '#world';
import { aSmallBrand, horizonDays, openOn, sendHistory, settingsOn } from '../scenarios/small-brand.ts';
import { type EndState, endState } from './end-state.ts';
import type { Built, Ended } from './fault-process.ts';

export type Job = 'identify' | 'round' | 'measure';
export type Kill = { readonly type: 'at'; readonly point: string } | { readonly type: 'after'; readonly ms: number };
export type Kills = Readonly<Partial<Record<Job, readonly Kill[]>>>;

export type LivedRound = {
  /** When the round waits for its outcomes, and when it is measured. */
  readonly waiting: EndState;
  readonly done: EndState;
  /** How long an undisturbed process takes to decide and deliver, in milliseconds. */
  readonly roundMs: number;
};

/** The round is decided when the history ends and measured when its horizon has passed. */
export const decidedAt = aSmallBrand().end;
export const dueAt = new Date(decidedAt.getTime() + horizonDays * 86_400_000);

type Place = { readonly child: Built; readonly dataDir: string };

/** A workspace of its own lives through one round, its processes killed in turn as told, each followed by another start. */
export const liveRound = async (place: Place, kills: Kills): Promise<LivedRound> => {
  const stores = await testStores();
  const clock = manualClock(decidedAt);
  const world = aSmallBrand();
  const gyre = await openOn(stores.urls, { clock, dataDir: place.dataDir });
  const lives = async (job: Job, at: Date): Promise<Ended> => {
    for (const kill of kills[job] ?? []) {
      const ended = await dies(place, { stores, job, at }, kill);
      // one that is to die after a while may have been faster: its work is done
      if (ended.code === 0) return ended;
      await leasesEnd(stores);
    }
    return ends(place, { stores, job, at });
  };
  try {
    await sendHistory(gyre, world);
    await lives('identify', decidedAt);
    const { durationMs: roundMs } = await lives('round', decidedAt);
    const waiting = await endState(stores);
    await answer(gyre, clock, world);
    await lives('measure', dueAt);
    return { waiting, done: await endState(stores), roundMs };
  } finally {
    await gyre.close();
  }
};

type Start = { readonly stores: TestStores; readonly job: Job; readonly at: Date };

export const start = ({ child, dataDir }: Place, { stores, job, at }: Start, kill?: Kill): Promise<Ended> =>
  child.run('round-child', {
    args: [job, at.toISOString()],
    env: settingsOn(stores.urls, dataDir),
    ...(kill?.type === 'at' ? { dieAt: kill.point } : {}),
    ...(kill?.type === 'after' ? { killAfterMs: kill.ms } : {}),
  });

const ends = async (place: Place, job: Start): Promise<Ended> => {
  const ended = await start(place, job);
  expect(ended).toMatchObject({ stderr: '', code: 0 });
  return ended;
};

const dies = async (place: Place, job: Start, kill: Kill): Promise<Ended> => {
  const ended = await start(place, job, kill);
  if (kill.type === 'at') expect({ ...kill, ...ended }).toMatchObject({ ...kill, signal: 'SIGKILL' });
  expect(ended.stderr).toBe('');
  return ended;
};

/** What the dead process held is free again, as it would be by itself after seconds or minutes. */
export const leasesEnd = async ({ postgres }: TestStores): Promise<void> => {
  await postgres.query(`UPDATE leases SET expires_at = '-infinity'`);
  await postgres.query(`UPDATE outbox_messages SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL`);
};

/** What the world does until the round is due: reports, claims, redemptions and whatever else its people do. */
const answer = async (gyre: Gyre, clock: ManualClock, world: World): Promise<void> => {
  const { postgres } = gyre.stores;
  const sent = await postgres.query<{ key: string; recipient: string; code: string; benefit: string }>(
    `SELECT key, message -> 'recipient' ->> 'value' AS recipient, message -> 'facts' ->> 'coupon_code' AS code, message -> 'facts' ->> 'benefit' AS benefit
     FROM outbox_messages WHERE status = 'sent'`,
  );
  const messages = sent.map(({ key, recipient, code, benefit }) => ({
    messageId: key,
    userId: recipient,
    channel: 'wechat' as const,
    benefit: benefitSchema.parse(JSON.parse(benefit)),
    couponCode: code,
    at: decidedAt,
  }));
  expect(world.deliver(messages).unknown).toBe(0);
  const happened: SegmentMessage[] = [];
  for (const action of world.live(decidedAt, dueAt)) {
    if (action.type === 'events') happened.push(...action.batch);
    else {
      clock.set(action.at);
      await tell(gyre, clock, action);
    }
  }
  clock.set(dueAt);
  await gyre.collector.batch({ messages: happened, source: 'lanjia', shared: {} });
  await identifyAll({ ...gyre.stores, clock });
};

type Reply = Exclude<ReturnType<World['live']> extends Iterable<infer Action> ? Action : never, { type: 'events' }>;

const tell = async ({ stores: { postgres } }: Gyre, clock: ManualClock, reply: Reply): Promise<void> => {
  switch (reply.type) {
    case 'report':
      await recordReports(postgres, [{ messageId: reply.messageId, status: reply.status, at: reply.at.toISOString() }]);
      return;
    case 'claim':
      await claimCoupon({ postgres, clock }, reply.code);
      return;
    case 'redeem':
      // a coupon of tomorrow is refused today, as at a real till
      await redeemCoupon({ postgres, clock }, reply).catch(() => {});
  }
};
