import { type Postgres, stableUuid } from '#platform';
import type { Words } from '../../platform/schemas.ts';
import type { AlertRow, Measure } from './schemas.ts';
import { judge, type Reading } from './judge.ts';

/** At most so many alerts of one rule are open: when everything breaks at once, one cause is behind it. */
const mostOpenPerRule = 20;

type Open = { readonly id: string; readonly rule: string; readonly source: string; readonly event: string };
type Turn = {
  readonly rule: string;
  readonly source: string;
  readonly event: string;
  readonly turn: string;
  readonly since: Date;
};

/**
 * Opens and resolves alerts by what was read: one open alert for each rule and subject, after the rule's time beyond its
 * threshold; resolved after the same time clearly back. One transaction: cut short, nothing has happened.
 * An open alert whose rule is no longer in force, or whose subject is gone, is resolved.
 */
export const settleAlerts = (
  postgres: Postgres,
  readings: readonly Reading[],
  now: Date,
): Promise<{ readonly raised: number; readonly resolved: number }> =>
  postgres.tx(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('alerts'))`);
    const open = new Map(
      (await tx.query<Open>('SELECT id, rule, source, event FROM alerts WHERE resolved_at IS NULL')).map((alert) => [
        keyOf(alert.rule, alert),
        alert,
      ]),
    );
    const turns = new Map(
      (await tx.query<Turn>('SELECT rule, source, event, turn, since FROM alert_turns')).map((turn) => [
        keyOf(turn.rule, turn),
        turn,
      ]),
    );
    const openOf = (rule: string): number => [...open.values()].filter((alert) => alert.rule === rule).length;
    const kept: Turn[] = [];
    let [raised, resolved] = [0, 0];
    for (const { rule, source, event, value } of readings) {
      const key = keyOf(rule.name, { source, event });
      const alert = open.get(key);
      const verdict = judge(rule.spec, value);
      const turn =
        alert === undefined ? (verdict === 'beyond' ? 'raise' : undefined) : verdict === 'back' ? 'resolve' : undefined;
      if (turn === undefined) continue;
      const before = turns.get(key);
      const since = before?.turn === turn ? before.since : now;
      if (now.getTime() - since.getTime() < rule.spec.forMinutes * 60_000) {
        kept.push({ rule: rule.name, source, event, turn, since });
      } else if (alert !== undefined) {
        await tx.query('UPDATE alerts SET resolved_at = $2, resolved_value = $3 WHERE id = $1', [alert.id, now, value]);
        open.delete(key);
        resolved += 1;
      } else if (openOf(rule.name) < mostOpenPerRule) {
        const id = stableUuid('alert', rule.name, source, event, now.toISOString());
        await tx.query(
          `INSERT INTO alerts (id, rule, title, source, event, measure, value, threshold, severity, notify, opened_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
          [
            id,
            rule.name,
            JSON.stringify(rule.title),
            source,
            event,
            rule.spec.measure,
            value,
            rule.spec.above ?? rule.spec.below ?? 0,
            rule.spec.severity,
            JSON.stringify(rule.spec.notify),
            now,
          ],
        );
        open.set(key, { id, rule: rule.name, source, event });
        raised += 1;
      }
    }
    const ruled = new Set(readings.map(({ rule }) => rule.name));
    for (const [key, alert] of open) {
      // a rule that reads nothing at all may merely lack data; one that reads others has lost this subject
      if (!ruled.has(alert.rule) || readings.some((reading) => keyOf(reading.rule.name, reading) === key)) continue;
      await tx.query('UPDATE alerts SET resolved_at = $2 WHERE id = $1', [alert.id, now]);
      resolved += 1;
    }
    await tx.query('DELETE FROM alert_turns');
    for (const { rule, source, event, turn, since } of kept)
      await tx.query('INSERT INTO alert_turns (rule, source, event, turn, since) VALUES ($1, $2, $3, $4, $5)', [
        rule,
        source,
        event,
        turn,
        since,
      ]);
    return { raised, resolved };
  });

/** Resolves what rules that are no longer in force have left open. */
export const resolveWithout = async (postgres: Postgres, rules: readonly string[], now: Date): Promise<void> => {
  await postgres.query('UPDATE alerts SET resolved_at = $2 WHERE resolved_at IS NULL AND NOT rule = ANY ($1)', [
    rules,
    now,
  ]);
};

const keyOf = (rule: string, { source, event }: { readonly source: string; readonly event: string }): string =>
  [rule, source, event].join('\u0000');

type Row = {
  readonly id: string;
  readonly rule: string;
  readonly title: Words;
  readonly source: string;
  readonly event: string;
  readonly measure: Measure;
  readonly value: number;
  readonly threshold: number;
  readonly severity: 'warning' | 'critical';
  readonly notify: readonly { readonly channel: string; readonly to: string }[];
  readonly opened_at: Date;
  readonly resolved_at: Date | null;
  readonly told: 'nothing' | 'raised' | 'resolved';
};

/** Open alerts, then those of the last 30 days, the latest first. */
export const readAlerts = async (postgres: Postgres): Promise<readonly AlertRow[]> => {
  const rows = await postgres.query<Row>(
    `SELECT * FROM alerts ORDER BY resolved_at IS NOT NULL, opened_at DESC, id LIMIT 200`,
  );
  return rows.map(asAlert);
};

const asAlert = (row: Row): AlertRow => ({
  id: row.id,
  rule: row.rule,
  title: row.title,
  source: row.source,
  event: row.event,
  measure: row.measure,
  value: row.value,
  threshold: row.threshold,
  severity: row.severity,
  openedAt: row.opened_at.toISOString(),
  resolvedAt: row.resolved_at?.toISOString() ?? null,
});

/** An alert whose beginning or end the log has not heard of yet. */
export type Untold = AlertRow & { readonly what: 'raised' | 'resolved'; readonly notify: Row['notify'] };

export const untoldAlerts = async (postgres: Postgres): Promise<readonly Untold[]> => {
  const rows = await postgres.query<Row>(
    `SELECT * FROM alerts WHERE told = 'nothing' OR (told = 'raised' AND resolved_at IS NOT NULL) ORDER BY opened_at, id LIMIT 200`,
  );
  return rows.map((row) => ({
    ...asAlert(row),
    what: row.told === 'nothing' ? 'raised' : 'resolved',
    notify: row.notify,
  }));
};

export const noteTold = async (postgres: Postgres, told: readonly Untold[]): Promise<void> => {
  for (const { id, what } of told) await postgres.query('UPDATE alerts SET told = $2 WHERE id = $1', [id, what]);
};
