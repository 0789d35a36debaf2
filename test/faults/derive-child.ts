import { join } from 'node:path';
import { applyDirectory, createDerivations, openGyre, packageRoot } from '#app';
import { createLogger, manualClock, readEnv, silentProgress } from '#platform';

/**
 * The process that derive-kill.test.ts kills: sends orders, derives from them, or backfills, at a time that stands still.
 * The late payments take derived events back. Several jobs, one after the other: `send,derive`.
 */
const [job = '', at = ''] = process.argv.slice(2);
const start = Date.parse('2026-03-01T00:00:00Z');
const minute = 60_000;
const clock = manualClock(new Date(at));
const gyre = await openGyre({ env: readEnv(), log: createLogger({ level: 'error' }), clock, mode: 'own' });
const { clickhouse, postgres } = gyre.stores;
const derivations = createDerivations({ clickhouse, postgres, clock, documents: gyre.documents });

const track = (event: string, order: number, atMs: number) => ({
  type: 'track',
  event,
  userId: `u${order % 40}`,
  messageId: `${event}-${order}`,
  timestamp: new Date(atMs).toISOString(),
  properties: { order_id: `o${order}`, amount: order },
});
const orders = Array.from({ length: 300 }, (_, order) => order);
const send = (messages: readonly object[]) => gyre.collector.batch({ messages, source: 'shop', shared: {} });

const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
  send: async () => {
    await applyDirectory(gyre.documents, join(packageRoot(), 'examples/lanjia/derived-events.yaml'), {
      author: 'test',
    });
    await send(orders.map((order) => track('order_placed', order, start + order * minute)));
    await send(
      orders
        .filter((order) => order % 3 === 0)
        .map((order) => track('order_paid', order, start + (order + 5) * minute)),
    );
  },
  late: () =>
    send(
      orders
        .filter((order) => order % 3 === 1)
        .map((order) => track('order_paid', order, start + (order + 9) * minute)),
    ),
  derive: () => derivations.derive(),
  backfill: () => derivations.backfill('payment_interrupted', silentProgress()),
};
for (const name of job.split(',')) await jobs[name]?.();
await gyre.close();
