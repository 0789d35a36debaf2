import { type ClickHouse, type Clock, faultPoint, type Logger, type Postgres, stableUuid } from '#platform';
import type { LogEvent } from '../log-event.ts';
import { noteTold, resolveWithout, settleAlerts, type Untold, untoldAlerts } from './alert-store.ts';
import { type AlertRule, rulesInForce } from './default-alerts.ts';
import { readingsOf } from './judge.ts';
import { readFigures } from './read-quality.ts';
import { refreshQuality } from './refresh.ts';

/** Tells people of an alert by a channel. Called again with the same `key` after a crash: it must send once. */
export type Notify = (message: {
  readonly key: string;
  readonly channel: string;
  readonly to: string;
  readonly alert: Untold;
}) => Promise<void>;

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log: Logger;
  readonly write: (events: readonly LogEvent[]) => Promise<void>;
  readonly notify: Notify;
};

/** Once a minute: counts what arrived, reads the figures, raises and resolves alerts, and tells the log and people. */
export const watchQuality = async (
  deps: Deps,
  published: readonly AlertRule[],
): Promise<{ readonly raised: number; readonly resolved: number }> => {
  await refreshQuality(deps);
  const now = deps.clock.now();
  const rules = rulesInForce(published);
  const figures = await readFigures(deps, now);
  await resolveWithout(
    deps.postgres,
    rules.map(({ name }) => name),
    now,
  );
  const settled = await settleAlerts(
    deps.postgres,
    rules.flatMap((rule) => readingsOf(rule, figures)),
    now,
  );
  await tell(deps);
  return settled;
};

/** The log first, then people, then the note that both know: cut off anywhere, a repeat says the same under the same ids. */
const tell = async ({ postgres, log, write, notify }: Deps): Promise<void> => {
  const untold = await untoldAlerts(postgres);
  if (untold.length === 0) return;
  await write(untold.map(asEvent));
  faultPoint('alerts/before-told');
  for (const alert of untold) {
    for (const { channel, to } of alert.notify) {
      try {
        await notify({ key: `alert/${alert.id}/${alert.what}/${channel}/${to}`, channel, to, alert });
      } catch (cause) {
        // a channel that is not there must not keep the alert from everybody else
        log.error({ err: cause, channel, alert: alert.id }, 'an alert could not be sent');
      }
    }
  }
  await noteTold(postgres, untold);
};

/** Nobody's event: no identifiers, so `id_key` 0, which is in no count of people. */
const asEvent = (alert: Untold): LogEvent => ({
  eventId: stableUuid('alert_event', alert.id, alert.what),
  name: alert.what === 'raised' ? '$alert_raised' : '$alert_resolved',
  ts: Date.parse(alert.what === 'raised' ? alert.openedAt : (alert.resolvedAt ?? alert.openedAt)),
  source: 'gyre',
  ids: {},
  properties: {
    alert_id: alert.id,
    rule: alert.rule,
    measure: alert.measure,
    source: alert.source,
    ...(alert.event === '' ? {} : { event: alert.event }),
    value: alert.value,
    threshold: alert.threshold,
    severity: alert.severity,
  },
  context: {},
});
