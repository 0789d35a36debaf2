import { openGyre, tagDeskOf } from '#app';
import { createLogger, manualClock, readEnv } from '#platform';

/** The process that tag-kill.test.ts kills: publishes tags, sends orders, makes a pass, at a time that stands still. */
const [job = '', at = ''] = process.argv.slice(2);
const start = Date.parse('2026-03-01T00:00:00Z');
const clock = manualClock(new Date(at));
const gyre = await openGyre({ env: readEnv(), log: createLogger({ level: 'error' }), clock, mode: 'own' });
const { documents } = gyre;
const desk = tagDeskOf(gyre);

const order = (person: number, atMs: number) => ({
  type: 'track',
  event: 'order_paid',
  userId: `u${person}`,
  messageId: `order-${person}-${atMs}`,
  timestamp: new Date(atMs).toISOString(),
  properties: { amount: person },
});
const people = Array.from({ length: 60 }, (_, person) => person);
const send = (messages: readonly object[]) => gyre.collector.batch({ messages, source: 'shop', shared: {} });

const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
  publish: async () => {
    const contents = [
      {
        name: 'stage',
        spec: {
          type: 'rule',
          values: [
            { value: 'fresh', when: 'days_since(order_paid) <= 0.5' },
            { value: 'known', when: 'count(order_paid) >= 1' },
          ],
        },
      },
      {
        name: 'tier',
        spec: {
          type: 'ranked',
          by: 'sum(order_paid.amount)',
          among: 'count(order_paid) >= 1',
          every: 'day',
          shares: [{ value: 'top', top: '10%' }, { value: 'rest' }],
        },
      },
    ].map((each) => ({ ...each, kind: 'Tag', title: { zh: each.name, en: each.name } }));
    for (const content of contents) await documents.saveDraft(content);
    await documents.publish(contents);
  },
  first: () => send(people.filter((person) => person % 2 === 0).map((person) => order(person, start))),
  second: () => send(people.filter((person) => person % 3 === 0).map((person) => order(person, start + 3_600_000))),
  pass: () => desk.refresh(),
};
for (const name of job.split(',')) await jobs[name]?.();
await gyre.close();
