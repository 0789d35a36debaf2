import { enqueue } from '#act';
import type { AlertNotify } from '#collect';
import type { Clock, Postgres } from '#platform';

/** Alerts go out by the outbox like any message: sent once, tried again when a channel is away. */
export const alertNotify =
  (postgres: Postgres, clock: Clock): AlertNotify =>
  async ({ key, channel, to, alert }) => {
    const about = alert.event === '' ? alert.source : `${alert.source} / ${alert.event}`;
    const [en, zh] = alert.what === 'raised' ? ['Alert', '告警'] : ['Resolved', '已恢复'];
    await enqueue(postgres, [
      {
        key,
        channel,
        profileId: '0',
        program: '$alerts',
        round: 0,
        // an operator's address is no customer's contact: it stands in the alert's document as it is
        recipient: { type: 'operator', value: to },
        language: 'zh',
        title: `${zh} ${en}: ${alert.title.zh} / ${alert.title.en} (${about})`,
        body: `${alert.title.zh} / ${alert.title.en}\n${about}\n${alert.measure} = ${alert.value} (${alert.threshold})`,
        facts: {
          alert: alert.id,
          rule: alert.rule,
          source: alert.source,
          event: alert.event,
          value: alert.value,
          threshold: alert.threshold,
        },
        queuedAt: clock.now().toISOString(),
      },
    ]);
  };
