import { createLiveAudiences, openGyre } from '#app';
import { createLogger, manualClock, readEnv } from '#platform';

/**
 * The process that audience-kill.test.ts kills: publishes audiences, sends orders, makes a pass, at a time that stands
 * still. Several jobs, one after the other: `send,pass`.
 */
const [job = '', at = ''] = process.argv.slice(2);
const start = Date.parse('2026-03-01T00:00:00Z');
const clock = manualClock(new Date(at));
const gyre = await openGyre({ env: readEnv(), log: createLogger({ level: 'error' }), clock, mode: 'own' });
const { clickhouse, postgres } = gyre.stores;
const { documents, published } = gyre;
const live = createLiveAudiences({ clickhouse, postgres, clock, documents, published });

const order = (person: number, atMs: number) => ({
  type: 'track',
  event: 'order_paid',
  userId: `u${person}`,
  messageId: `order-${person}-${atMs}`,
  timestamp: new Date(atMs).toISOString(),
  properties: { amount: person },
});
const people = Array.from({ length: 100 }, (_, person) => person);
const send = (messages: readonly object[]) => gyre.collector.batch({ messages, source: 'shop', shared: {} });
const audience = (name: string, condition: string) => ({
  kind: 'Audience',
  name,
  title: { zh: name, en: name },
  spec: { condition },
});

const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
  publish: async () => {
    const contents = [
      audience('buyers', 'count(order_paid, 1d) >= 1'),
      audience('silent', 'count(order_paid, 1d) = 0'),
      audience('big', 'sum(order_paid.amount, 1d) >= 50'),
    ];
    for (const content of contents) await documents.saveDraft(content);
    await documents.publish(contents);
  },
  first: () => send(people.filter((person) => person % 2 === 0).map((person) => order(person, start))),
  second: () => send(people.filter((person) => person % 3 === 0).map((person) => order(person, start + 3_600_000))),
  pass: () => live.refresh(),
};
for (const name of job.split(',')) await jobs[name]?.();
await gyre.close();
