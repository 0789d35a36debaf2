import { describe, expect, test } from 'vitest';
import {
  backfill,
  createCollector,
  createContactBook,
  createEventLog,
  createPseudonymizer,
  derive,
  derivedEventKind,
  type DerivedRule,
  derivedRuleOf,
} from '#collect';
import { appMigrations } from '#app';
import { identifyAll } from '#identify';
import { seededRandom, silentLogger, silentProgress, stableUuid } from '#platform';
import { testStores } from '#platform/testing.ts';
import { deriveSlowly, type Happened, type OracleRule } from './derived-oracle.ts';

const secret = 'a secret of at least 32 characters!';
const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

const ruleOf = (name: string, spec: unknown): DerivedRule => {
  const parsed = derivedEventKind.parse(spec);
  if (parsed.type === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return derivedRuleOf(name, parsed.spec);
};

const rules = {
  a_then_b: { sequence: ['a', { event: 'b', within: '30m' }], carry: ['n', 'order_id'] },
  a_b_a: { sequence: ['a', { event: 'b', within: '20m' }, { event: 'a', within: '20m', sameProperty: 'order_id' }] },
  interrupted: {
    sequence: ['a'],
    notFollowedBy: { event: 'b', within: '30m', sameProperty: 'order_id' },
    settle: '1m',
    carry: ['order_id'],
  },
  quiet: { sequence: ['a', { event: 'b', within: '1h' }], notFollowedBy: { event: 'a', within: '45m' }, settle: '0s' },
  often: { of: { event: 'a' }, count: 3, within: '25m' },
  by_order: { per: { property: 'order_id' }, sequence: ['a', { event: 'b', within: '40m' }] },
} as const;

const oracles: Readonly<Record<keyof typeof rules, OracleRule>> = {
  a_then_b: { type: 'chain', steps: [step('a'), step('b', 30)] },
  a_b_a: { type: 'chain', steps: [step('a'), step('b', 20), step('a', 20, true)] },
  interrupted: {
    type: 'chain',
    steps: [step('a')],
    absence: { event: 'b', withinMs: 30 * minute, sameKey: true, settleMs: minute },
  },
  quiet: {
    type: 'chain',
    steps: [step('a'), step('b', 60)],
    absence: { event: 'a', withinMs: 45 * minute, sameKey: false, settleMs: 0 },
  },
  often: { type: 'repeat', event: 'a', count: 3, withinMs: 25 * minute },
  by_order: { type: 'chain', steps: [step('a'), step('b', 40)] },
};

function step(event: string, minutes = 0, sameKey = false) {
  return { event, withinMs: minutes * minute, sameKey };
}

type Sent = {
  readonly id: string;
  readonly name: string;
  readonly atMs: number;
  readonly who: number;
  readonly order: string | undefined;
};

const setUp = async () => {
  const stores = await testStores({ migrations: appMigrations });
  const { clickhouse, postgres, clock } = stores;
  const collector = createCollector({
    ...createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' }),
    clock,
    contacts: createContactBook(postgres, secret),
    pseudonymizer: createPseudonymizer(secret),
  });
  const read = async (name: string) =>
    (
      await clickhouse.query<{ row: string }>(
        `SELECT concat(toString(event_id), ' ', toString(id_key), ' ', toString(ts), ' ', toJSONString(properties), ' ', context.derived.matched::String) AS row
         FROM people_events WHERE name = {name:String} AND source = 'derived' ORDER BY row`,
        { name },
      )
    ).map(({ row }) => row);
  return { ...stores, deps: { clickhouse, postgres, clock }, collector, read };
};

/** Person 2k and 2k+1 are one person as soon as they are told to be. */
const message = ({ id, name, atMs, who, order }: Sent) => ({
  type: 'track',
  event: name,
  messageId: id,
  anonymousId: `d${who}`,
  timestamp: new Date(atMs).toISOString(),
  properties: { n: who, ...(order === undefined ? {} : { order_id: order }) },
});

describe('derived events', () => {
  test.for([1])(
    'stream, in any cut and order, with latecomers and merges, equals history equals the slow way (seed %i)',
    { timeout: 180_000 },
    async (seed) => {
      const { deps, clickhouse, clock, collector, read } = await setUp();
      const random = seededRandom(seed);
      const events: Sent[] = Array.from({ length: 220 }, (_, index) => ({
        id: stableUuid('event', String(seed), String(index)),
        name: random.pick(['a', 'a', 'b', 'c']),
        // whole minutes, so that times coincide
        atMs: start + random.int(400) * minute,
        who: random.int(6),
        order: random.next() < 0.15 ? undefined : `o${random.int(4)}`,
      }));
      const all = Object.entries(rules).map(([name, spec]) => ruleOf(name, spec));
      const late = new Map(events.map(({ id }) => [id, random.next() < 0.2 ? random.int(200) : random.int(3)]));
      const arrivals = events.toSorted(
        (x, y) => x.atMs + (late.get(x.id) ?? 0) * minute - y.atMs - (late.get(y.id) ?? 0) * minute,
      );
      let sent = 0;
      clock.set(new Date(start));
      const merges = [120, 200, 300];
      for (let at = start; at <= start + 800 * minute;) {
        at += (40 + random.int(140)) * minute;
        clock.set(new Date(at));
        const due = arrivals.slice(sent).filter(({ id, atMs }) => atMs + (late.get(id) ?? 0) * minute <= at);
        sent += due.length;
        if (due.length > 0) await collector.batch({ messages: due.map(message), source: 'test', shared: {} });
        while (merges.length > 0 && start + (merges[0] ?? 0) * minute < at) {
          const pair = merges.length - 1;
          merges.shift();
          const identify = { type: 'identify', userId: `u${pair}`, timestamp: new Date(at).toISOString() };
          await collector.batch({
            messages: [0, 1].map((half) => ({
              ...identify,
              anonymousId: `d${pair * 2 + half}`,
              messageId: stableUuid('i', String(pair), String(half)),
            })),
            source: 'test',
            shared: {},
          });
          await identifyAll(deps);
        }
        await derive(deps, all);
        // twice: a repeated micro-batch changes nothing
        if (random.next() < 0.2) await derive(deps, all);
      }
      expect(sent).toBe(events.length);
      const streamed = new Map(await Promise.all(all.map(async ({ name }) => [name, await read(name)] as const)));

      const happened: Happened[] = events.map(({ id, name, atMs, who, order }) => ({
        id,
        name,
        atMs,
        subject: String(who >> 1),
        key: order,
      }));
      const nowMs = clock.now().getTime();
      for (const rule of all) {
        const name = rule.name as keyof typeof rules; // made of these names above
        const seen =
          name === 'by_order'
            ? happened.flatMap((each) => (each.key === undefined ? [] : [{ ...each, subject: each.key }]))
            : happened;
        const expected = deriveSlowly(oracles[name], seen, nowMs)
          .map(({ atMs, matched }) => `${atMs} ${matched.join(',')}`)
          .toSorted();
        const got = (streamed.get(name) ?? []).map((row) => {
          const parts = row.split(' ');
          return `${Date.parse(`${parts[2]}T${parts[3]}Z`)} ${parts.at(-1)}`;
        });
        expect({ name, got: got.toSorted() }).toEqual({ name, got: expected });
        expect({ name, some: expected.length > 0 }).toEqual({ name, some: true });
      }

      await clickhouse.command(`DELETE FROM events WHERE source = 'derived'`);
      for (const rule of all) {
        await backfill(deps, { rule, hash: 'h', progress: silentProgress() });
        expect({ name: rule.name, rows: await read(rule.name) }).toEqual({
          name: rule.name,
          rows: streamed.get(rule.name),
        });
        expect(await backfill(deps, { rule, hash: 'h', progress: silentProgress() })).toMatchObject({
          added: 0,
          retracted: 0,
        });
      }
    },
  );
});
