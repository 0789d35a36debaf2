import { describe, expect, test } from 'vitest';
import {
  createCollector,
  createContactBook,
  createEventLog,
  createPseudonymizer,
  readAlerts,
  readBias,
  readCoverage,
  readPropertyFill,
  readQuality,
  watchQuality,
} from '#collect';
import { compileSet } from '#documents';
import { silentLogger, sqlTime, stableUuid } from '#platform';
import { testStores } from '#platform/testing.ts';
import { appMigrations } from '#app';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A Thursday, ten in the morning. */
const now = Date.UTC(2026, 2, 5, 10);

const setUp = async () => {
  const { clickhouse, postgres, clock } = await testStores({ migrations: appMigrations });
  const secret = 'a secret of at least 32 characters!';
  const collector = createCollector({
    ...createEventLog({ clickhouse, clock, log: silentLogger(), secret }),
    clock,
    contacts: createContactBook(postgres, secret),
    pseudonymizer: createPseudonymizer(secret),
  });
  const told: string[] = [];
  const watch = () =>
    watchQuality(
      {
        clickhouse,
        postgres,
        clock,
        log: silentLogger(),
        write: collector.write,
        notify: async ({ key, to }) => void told.push(`${to} ${key}`),
      },
      [
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
      ],
    );
  /** One event for each time, received at once or as late as told. */
  const send = async (
    source: string,
    name: string,
    times: readonly number[],
    how: {
      readonly lateMs?: number;
      readonly who?: (index: number) => string;
      readonly properties?: (index: number) => object;
    } = {},
  ) => {
    const byArrival = new Map<number, { atMs: number; index: number }[]>();
    for (const [index, atMs] of times.entries()) {
      const arrival = Math.floor((atMs + (how.lateMs ?? 0)) / hour);
      byArrival.set(arrival, [...(byArrival.get(arrival) ?? []), { atMs, index }]);
    }
    for (const [arrival, list] of byArrival) {
      clock.set(new Date(Math.max(arrival * hour + hour - 1, ...list.map(({ atMs }) => atMs))));
      await collector.batch({
        source,
        shared: {},
        messages: list.map(({ atMs, index }) => ({
          type: 'track',
          event: name,
          userId: how.who?.(index) ?? `u${index % 50}`,
          messageId: stableUuid(source, name, String(atMs), String(index)),
          timestamp: new Date(atMs).toISOString(),
          properties: how.properties?.(index) ?? {},
        })),
      });
    }
    clock.set(new Date(now));
  };
  const quality = () => readQuality({ clickhouse, postgres, clock }, new Map());
  return { clickhouse, postgres, clock, collector, send, watch, quality, told };
};

describe('data quality', () => {
  test('a day far below the same weekdays is found, raised once, told once, and resolved', async () => {
    const { clickhouse, postgres, clock, send, watch, quality, told } = await setUp();
    const noon = (daysAgo: number): number => Math.floor(now / day) * day - daysAgo * day + 12 * hour;
    for (let weeks = 1; weeks <= 6; weeks++)
      await send(
        'shop',
        'order_paid',
        Array.from({ length: 100 + weeks }, () => noon(1 + 7 * weeks)),
      );
    await send(
      'shop',
      'order_paid',
      Array.from({ length: 10 }, () => noon(1)),
    );
    expect(await watch()).toEqual({ raised: 1, resolved: 0 });
    const { rows, sources, alerts } = await quality();
    expect(rows).toMatchObject([
      { source: 'shop', event: 'order_paid', state: 'bad', day: { events: 10, expected: 103.5, weeks: 6 } },
    ]);
    expect(sources).toMatchObject([{ source: 'shop', received: 631, kept: 631, duplicateShare: 0 }]);
    expect(alerts).toMatchObject([{ rule: 'volume_low', source: 'shop', event: 'order_paid', resolvedAt: null }]);
    // again and again: still the one
    for (let index = 0; index < 3; index++) expect(await watch()).toEqual({ raised: 0, resolved: 0 });

    // the day's orders come late: the alert goes
    await send(
      'shop',
      'order_paid',
      Array.from({ length: 95 }, (_, index) => noon(1) + 1 + index),
      { lateMs: 23 * hour },
    );
    expect(await watch()).toEqual({ raised: 0, resolved: 1 });
    // nothing for two days: the source as a whole, and whoever is named hears of it
    clock.set(new Date(now + 2 * day));
    expect((await watch()).raised).toBeGreaterThanOrEqual(1);
    const silent = (await readAlerts(postgres)).find(({ rule }) => rule === 'source_silent');
    expect(told).toEqual([`ops@example.com alert/${silent?.id}/raised/mail/ops@example.com`]);
    const told2 = await clickhouse.query<{ name: string; key: string; n: string }>(
      `SELECT name, toString(id_key) AS key, count() AS n FROM events FINAL WHERE name LIKE '$alert%' AND properties.rule::String = 'volume_low' AND properties.source::String = 'shop' GROUP BY name, key ORDER BY name`,
    );
    expect(told2.find(({ name }) => name === '$alert_resolved')).toEqual({ name: '$alert_resolved', key: '0', n: '1' });
    // nobody's events make nobody a person
    const everybody = compileSet({ outputs: [] });
    const people = await clickhouse.query<{ profile_id: string }>(everybody.sql, {
      ...everybody.params,
      as_of: sqlTime(new Date(now + 3 * day)),
    });
    expect(people.map(({ profile_id }) => profile_id)).not.toContain('0');
    expect(people).toHaveLength(50);
  });

  test('rows that came twice are counted, merged or not, and late ones are measured', async () => {
    const { clickhouse, send, watch, quality } = await setUp();
    const times = Array.from({ length: 200 }, (_, index) => now - 5 * hour - index * minute);
    await send('app', 'viewed', times, { lateMs: 2 * hour });
    await send('app', 'viewed', times.slice(0, 50), { lateMs: 3 * hour });
    await watch();
    const first = await quality();
    expect(first.sources).toMatchObject([{ received: 250, kept: 200, duplicateShare: 0.2 }]);
    expect(first.rows[0]?.lateness?.p50).toBeGreaterThan(2 * 3600 - 1);
    expect(first.rows[0]?.day.expected).toBeNull();
    await clickhouse.command('OPTIMIZE TABLE events FINAL');
    expect((await quality()).sources).toMatchObject([{ received: 250, kept: 200, duplicateShare: 0.2 }]);
  });

  test('coverage and bias: a source that sees half of the customers, and not the same half', async () => {
    const { clickhouse, clock, collector, send } = await setUp();
    const times = Array.from({ length: 200 }, (_, index) => now - 2 * day - index * minute);
    const who = (index: number): string => `u${index}`;
    await collector.batch({
      source: 'crm',
      shared: {},
      messages: times.map((_, index) => ({
        type: 'identify',
        userId: who(index),
        messageId: stableUuid('i', String(index)),
        traits: { city: index % 2 === 0 ? '上海' : '成都', name: who(index) },
      })),
    });
    await send('shop', 'order_paid', times, {
      who,
      properties: (index) => ({ order_id: `o${index}`, ...(index % 4 === 0 ? {} : { amount: 5 }) }),
    });
    await send(
      'web',
      'page_seen',
      times.filter((_, index) => index % 2 === 0),
      { who: (index) => who(index * 2) },
    );
    const coverage = await readCoverage({ clickhouse, clock }, { event: 'order_paid', days: 30 });
    expect(coverage).toMatchObject({ people: 200, orders: 200 });
    const of = (source: string) => coverage.sources.find((row) => row.source === source && row.event === null);
    expect(of('shop')).toMatchObject({ share: 1, orderShare: 1 });
    expect(of('web')).toMatchObject({ people: 100, share: 0.5, orders: 0 });
    const bias = await readBias(
      { clickhouse, clock },
      { event: 'order_paid', days: 30, source: 'web', seenBy: undefined },
    );
    expect(bias).toMatchObject({ whole: 200, seen: 100 });
    // all of one city, none of the other; names are no groups
    expect(bias.attributes.map(({ attribute }) => attribute).toSorted()).toEqual(['$orders', '$tenure', 'city']);
    expect(bias.attributes[0]).toMatchObject({ attribute: 'city', verdict: 'different' });
    expect(
      bias.attributes.filter(({ attribute }) => attribute !== 'city').every(({ verdict }) => verdict === 'same'),
    ).toBe(true);
    const fill = await readPropertyFill({ clickhouse, clock }, { source: 'shop', event: 'order_paid' });
    expect(fill).toMatchObject({
      sampled: 200,
      properties: [
        { property: 'amount', missingShare: 0.25 },
        { property: 'order_id', missingShare: 0 },
      ],
    });
  });
});
