import { benefitSchema, type SimulatedInbox } from '#act';
import { identifyAll } from '#identify';
import type { Round } from '#loop';
import { audienceKind, freezeAudience, readFreezes } from '#profile';
import { GyreError, type Postgres, type Progress, type WorkspaceClock } from '#platform';
import { type DeliveredMessage, startWorld, type WorldThread } from '#world';
import { applyDirectory } from './apply-directory.ts';
import { sendProducts } from './demo-products.ts';
import type { Gyre } from './gyre.ts';
import { noteDemo, readWorkspace, type WorldSettings } from './workspace.ts';

const program = 'repurchase';
const day = 86_400_000;
const horizonDays = 30;
/** Requests of the world at once: the more wait together, the larger the inserts that serve them. */
const inFlight = 40;

/** 18 months of history that end three rounds of 30 days before today, so that the last round has just been measured. */
export const demoWorld = (now: Date, customers: number): WorldSettings => {
  const rounds = 3;
  const months = 18;
  const end = new Date(Math.floor(now.getTime() / day) * day - rounds * horizonDays * day);
  return {
    seed: 'lanjia',
    customers,
    start: new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - months, end.getUTCDate())).toISOString(),
    months,
    rounds,
  };
};

/** Messages of simulated channels, until a world is there to read them. */
export type WorldInbox = SimulatedInbox & {
  readonly connect: (world: WorldThread) => void;
  /** Nobody reads any more: later messages go out as in a dry run. */
  readonly disconnect: () => void;
};

export const worldInbox = (): WorldInbox => {
  let world: WorldThread | undefined;
  return {
    connect: (connected) => void (world = connected),
    disconnect: () => void (world = undefined),
    deliver: async (messages) => {
      await world?.deliver(
        messages.map((message) => delivered({ ...message, userId: message.address, at: message.queuedAt })),
      );
    },
  };
};

type Sent = {
  readonly key: string;
  readonly userId: string;
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly at: string;
};

/** A message as the world's people read it. Their channel stands in the message's key: program/round/profile/channel. */
const delivered = ({ key, userId, facts, at }: Sent): DeliveredMessage => {
  const channel = key.split('/').at(-1) ?? '';
  return {
    messageId: key,
    userId,
    channel: worldChannel(channel),
    benefit: worldBenefit(facts['benefit']),
    couponCode: typeof facts['coupon_code'] === 'string' ? facts['coupon_code'] : undefined,
    at: new Date(at),
  };
};

const worldBenefit = (text: unknown): DeliveredMessage['benefit'] =>
  typeof text === 'string' ? benefitSchema.parse(JSON.parse(text)) : null;

const worldChannel = (name: string): DeliveredMessage['channel'] =>
  name === 'sms' || name === 'app_push' ? name : 'wechat';

type DemoArgs = {
  readonly gyre: Gyre;
  readonly clock: WorkspaceClock;
  readonly inbox: WorldInbox;
  readonly url: string;
  readonly documentsDir: string;
  readonly progress: Progress;
  /** Called when there is something to look at: the first round is decided and delivered. */
  readonly onUseful: () => void;
};

/**
 * Lets the demo brand live: its history comes in through the public API, then rounds are decided, delivered,
 * answered by the world and measured, in the world's own time. Cut off anywhere, it goes on from there.
 */
export const runDemo = async ({
  gyre,
  clock,
  inbox,
  url,
  documentsDir,
  progress,
  onUseful,
}: DemoArgs): Promise<void> => {
  const { clickhouse, postgres } = gyre.stores;
  const workspace = await readWorkspace(postgres);
  if (workspace?.kind !== 'demo' || workspace.finished) return;
  const { world: settings } = workspace;
  const keys = await demoKeys(gyre);
  const world = startWorld({ ...settings, start: new Date(settings.start) }, { url, ...keys, inFlight });
  try {
    inbox.connect(world);
    clock.set(world.end);
    await applyDirectory(gyre.documents, documentsDir, { author: 'Gyre' });
    await sendProducts(gyre, { url, dir: documentsDir });
    if (!workspace.historySent) {
      const task = progress.start('history of the brand, through the API', 100);
      const sent = await world.history({ onProgress: ({ share }) => task.set(Math.round(share * 100), 100) });
      task.done(`${sent.events.toLocaleString('en')} events`);
      const linking = progress.start('OneID');
      const { merges } = await identifyAll({ clickhouse, postgres, clock });
      linking.done(`${merges.toLocaleString('en')} identifiers joined`);
      await noteDemo(postgres, 'history_sent');
    }
    await remindWorld(postgres, world);
    let invited = false;
    for (let number = 1; number <= settings.rounds; number++) {
      const from = new Date(world.end.getTime() + (number - 1) * horizonDays * day);
      await liveRound({
        gyre,
        clock,
        world,
        from,
        number,
        progress,
        onDelivered: () => {
          if (!invited) onUseful();
          invited = true;
        },
      });
    }
    await freezeSpringList(gyre, clock);
    await noteDemo(postgres, 'finished');
  } finally {
    inbox.disconnect();
    clock.release();
    await world.stop();
  }
};

/** The snapshot audience of the brand has a list to show, kept once. */
const freezeSpringList = async (
  { stores: { clickhouse, postgres }, documents, published }: Gyre,
  clock: WorkspaceClock,
): Promise<void> => {
  const spring = (await documents.published(audienceKind)).find(({ name }) => name === 'spring_list');
  if (spring === undefined || (await readFreezes(postgres, spring.name)).length > 0) return;
  await freezeAudience(
    { clickhouse, postgres, clock },
    { name: spring.name, condition: spring.spec.condition },
    { known: await published.known(), name: '', by: 'Gyre' },
  );
};

type LiveRound = {
  readonly gyre: Gyre;
  readonly clock: WorkspaceClock;
  readonly world: WorldThread;
  readonly from: Date;
  readonly number: number;
  readonly progress: Progress;
  readonly onDelivered: () => void;
};

const liveRound = async ({ gyre, clock, world, from, number, progress, onDelivered }: LiveRound): Promise<void> => {
  const { clickhouse, postgres } = gyre.stores;
  const to = new Date(from.getTime() + horizonDays * day);
  const before = (await gyre.roundStore.list(program)).find(({ round }) => round === number);
  if (before?.state === 'done') return;
  clock.set(from);
  if (!(await isOut(gyre, before))) await onceMore(() => gyre.rounds.run(program, { asOf: from, progress }));
  onDelivered();
  const task = progress.start(`${horizonDays} days of customers’ answers`, 100);
  const sent = await world.live({
    from,
    to,
    onProgress: ({ share }) => task.set(Math.round(share * 100), 100),
    onDay: (dayOf) => clock.set(dayOf.to),
  });
  clock.set(to);
  await gyre.delivery.publish();
  await identifyAll({ clickhouse, postgres, clock });
  task.done(`${sent.events.toLocaleString('en')} events, ${sent.redemptions.toLocaleString('en')} coupons redeemed`);
  await onceMore(() => gyre.rounds.measureDue(progress));
};

/** Another has it, or may have taken it while we stood still. */
const lostHold: readonly string[] = ['conflict', 'lease_lost'];

/** A machine so busy that it lost its hold of the round takes it again; a round goes on where it stood. */
const onceMore = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let turn = 1; ; turn++) {
    try {
      return await work();
    } catch (cause) {
      if (turn === 5 || !(cause instanceof GyreError && lostHold.includes(cause.code))) throw cause;
    }
  }
};

/** True once the round only waits to be measured, also when its measurement was cut off: it belongs to the horizon's end. */
const isOut = async ({ roundStore }: Gyre, round: Round | undefined): Promise<boolean> => {
  if (round === undefined || round.state === 'waiting') return round !== undefined;
  return (await roundStore.steps(round.program, round.round)).some(
    ({ name, state }) => name === 'await' && state === 'done',
  );
};

/** After a restart the world is new: it is told again what its people have received. */
const remindWorld = async (postgres: Postgres, world: WorldThread): Promise<void> => {
  const rows = await postgres.query<{
    key: string;
    message: { recipient: { value: string }; facts: Sent['facts']; queuedAt: string };
  }>(`SELECT key, message FROM outbox_messages WHERE program = $1 AND status = 'sent'`, [program]);
  if (rows.length > 0)
    await world.deliver(
      rows.map(({ key, message }) =>
        delivered({ key, userId: message.recipient.value, facts: message.facts, at: message.queuedAt }),
      ),
    );
};

/** Fresh keys for each run: secrets are kept only as hashes, so old ones cannot be used again. */
const demoKeys = async ({ auth }: Gyre): Promise<{ readonly writeKey: string; readonly apiKey: string }> => {
  for (const key of await auth.keys.list()) if (key.name.startsWith('lanjia-')) await auth.keys.revoke(key.id);
  const write = await auth.keys.create({ name: 'lanjia-systems', kind: 'write', source: 'lanjia', createdBy: 'demo' });
  const api = await auth.keys.create({
    name: 'lanjia-shops',
    kind: 'secret',
    scopes: ['coupons:redeem', 'reports:write'],
    createdBy: 'demo',
  });
  return { writeKey: write.secret, apiKey: api.secret };
};
