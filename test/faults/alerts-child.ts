import { alertNotify, openGyre } from '#app';
import { watchQuality } from '#collect';
import { createLogger, manualClock, readEnv } from '#platform';

/** The process that alerts-kill.test.ts kills: a source that spoke yesterday, and a rule that says it must speak each hour. */
const [job = ''] = process.argv.slice(2);
const now = Date.parse('2026-03-05T10:00:00Z');
const yesterday = new Date(now - 30 * 3_600_000);
const clock = manualClock(job === 'send' ? yesterday : new Date(now));
const log = createLogger({ level: 'error' });
const gyre = await openGyre({ env: readEnv(), log, clock, mode: 'own' });
const { clickhouse, postgres } = gyre.stores;
const { batch, write } = gyre.collector;

if (job === 'send') {
  const messages = [
    { type: 'track', event: 'order_paid', userId: 'u1', messageId: 'm1', timestamp: yesterday.toISOString() },
  ];
  await batch({ messages, source: 'shop', shared: {} });
} else
  await watchQuality({ clickhouse, postgres, clock, log, write, notify: alertNotify(postgres, clock) }, [
    {
      name: 'source_silent',
      title: { en: 'silent', zh: '停止' },
      spec: {
        enabled: true,
        measure: 'silence_hours',
        above: 24,
        clear: 1,
        forMinutes: 0,
        severity: 'critical',
        notify: [{ channel: 'mail', to: 'ops@example.com' }],
      },
    },
  ]);
await gyre.close();
