import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { idKey, stableUuid } from '#platform';
import { quarantineBody } from '../quarantine/body.ts';
import { createSealer } from '../sealer.ts';
import type { EventRule } from '../plan/rule.ts';
import { aMapping, importingWorkspace, workspaceSecret } from './imports.fixture.ts';
import { type Mapping, parseMapping } from './mapping.ts';

const { clickhouse, run, aFile, pseudonymizer, contacts, plan } = await importingWorkspace();

const sealer = createSealer('quarantine', workspaceSecret);
const header = ['order', 'who', 'phone', 'at', 'quantity', 'price', 'note'];
const shop = (source: string, more = ''): Mapping =>
  parseMapping(`
source: ${source}
time: { column: at, offset: "+08:00" }
ids: { user_id: who, phone: phone }
require:
  - { test: { column: price, above: 0 }, reason: "rule_failed:price" }
events:
  - { name: order_returned, when: { column: quantity, below: 0 } }
  - { name: order_paid }
value: { multiply: [quantity, price] }
properties:
  order_id: order
  phone: phone
  note: { text: note }
  fen: { number: price, times: 100 }
${more}`);

type Row = Partial<Record<string, string>>;
const aRow = (more: Row = {}): string => {
  const row: Row = {
    order: 'o1',
    who: 'u1',
    phone: '',
    at: '2026-01-01 08:00',
    quantity: '6',
    price: '2.55',
    note: ' ',
    ...more,
  };
  return header.map((name) => row[name] ?? '').join(',');
};

type Stored = {
  readonly event_id: string;
  readonly name: string;
  readonly at: string;
  readonly id_key: string;
  readonly ids: Record<string, string>;
  readonly properties: Record<string, unknown>;
  readonly value: string | null;
  readonly currency: string;
};

/** Imports rows; answers the events in their order of `order`, and how many rows were refused for what. */
const imported = async (rows: readonly string[], of: (source: string) => Mapping = shop) => {
  const source = `t-${randomUUID().slice(0, 8)}`;
  const report = await run(await aFile(`${source}.csv`, [header.join(','), ...rows, ''].join('\n')), of(source));
  const events = await clickhouse.query<Stored>(
    `SELECT event_id, name, toUnixTimestamp64Milli(ts) AS ms, formatDateTime(ts, '%Y-%m-%dT%H:%i:%S') AS at, id_key, ids, properties, value, currency
     FROM events FINAL WHERE source = {source:String} ORDER BY properties.order_id::String, event_id`,
    { source },
  );
  return { source, events, report };
};
const one = async (row: Row, of?: (source: string) => Mapping): Promise<Stored> => {
  const { events } = await imported([aRow(row)], of);
  return events[0] ?? expect.unreachable('no event');
};

test('a row becomes an event as the mapping says, its money exact and its empty cells absent', async () => {
  const event = await one({});
  expect(event).toMatchObject({
    name: 'order_paid',
    at: '2026-01-01T00:00:00',
    ids: { user_id: 'u1' },
    value: '15.3',
    currency: 'CNY',
  });
  // the client reads 64-bit integers as text
  expect(event.properties).toEqual({ order_id: 'o1', fen: '255' });
  expect(event.id_key).toBe(String(idKey('user_id', 'u1')));
});

test('the first kind whose test holds names the event', async () => {
  expect(await one({ quantity: '-1' })).toMatchObject({ name: 'order_returned', value: '-2.55' });
});

test('a phone becomes the hash that the collector would store, its clear value lies in the contact book alone', async () => {
  const { events, source } = await imported([
    aRow({ order: 'a', who: '', phone: '138 0000 1111' }),
    aRow({ order: 'b', phone: '+8613800001111' }),
  ]);
  const stored = pseudonymizer.stored('phone', '13800001111');
  expect(events.map(({ ids }) => ids)).toEqual([{ phone: stored }, { user_id: 'u1', phone: stored }]);
  expect(events[1]?.id_key).toBe(String(idKey('user_id', 'u1')));
  expect(JSON.stringify(events)).not.toMatch(/138 ?0000/);
  const key = idKey('phone', stored);
  expect((await contacts.open('phone', [key])).get(key)).toMatch(/138 ?0000 ?1111/);
  const people = await clickhouse.query('SELECT count() AS n FROM import_people');
  expect(people).toEqual([{ n: '0' }]);
  expect(source).toBeTruthy();
});

test('a phone number is not in the log whatever the property is called; what only sounds like one is', async () => {
  const { events } = await imported([aRow({ order: 'a', phone: '138 0000 1111', note: 'yes' })], (source) => ({
    ...shop(source),
    properties: {
      mobile: 'phone',
      receiver_phone: { text: 'phone' },
      phone_model: 'phone',
      has_mobile: 'note',
      contact_email: 'note',
    },
  }));
  expect(events.map(({ properties }) => properties)).toEqual([
    { phone_model: '138 0000 1111', has_mobile: 'yes', contact_email: 'yes' },
  ]);
  const numbers = await imported([aRow({ phone: '13800001111' })], (source) => ({
    ...shop(source),
    properties: { tel: { number: 'phone' }, size: { number: 'phone' } },
  }));
  expect(numbers.events.map(({ properties }) => properties)).toEqual([{ size: '13800001111' }]);
});

test('a row that cannot be an event is refused with its reason', async () => {
  const wrong: readonly (readonly [Row, string])[] = [
    [{ who: 'null' }, 'missing_identifier'],
    [{ who: '0000' }, 'missing_identifier'],
    [{ price: '0' }, 'rule_failed:price'],
    [{ price: 'free' }, 'rule_failed:price'],
    [{ quantity: 'six' }, 'invalid_number:quantity'],
    [{ quantity: 'inf' }, 'invalid_number:quantity'],
    // a sum beyond what the log holds
    [{ quantity: '1e12', price: '100' }, 'invalid_number:quantity'],
    [{ at: 'yesterday' }, 'invalid_time'],
    // a day no calendar has, and one of another age
    [{ at: '2026-02-31 08:00' }, 'invalid_time'],
    [{ at: '1066-10-14' }, 'invalid_time'],
    // more cells than the header
    [{ note: 'a,b' }, 'malformed_row'],
  ];
  const { source, report } = await imported(wrong.map(([row], index) => aRow({ ...row, order: `o${index}` })));
  expect(report.events).toBe(0);
  const rows = await clickhouse.query<{ reason: string; body: string }>(
    'SELECT reason, body FROM quarantine FINAL WHERE source = {source:String}',
    { source },
  );
  const opened = rows.map(({ reason, body }) => [JSON.parse(quarantineBody.open(sealer, body)).order, reason]);
  expect(new Map(opened.map(([order, reason]) => [order, reason]))).toEqual(
    new Map(wrong.map(([, reason], index) => [`o${index}`, reason])),
  );
});

describe('the id of a row', () => {
  test('is made of source and content, as it always was: files imported before stay imported', async () => {
    const { events, source } = await imported([aRow()]);
    const content = aRow().split(',').join('\u001f');
    const [a, b, c, d, e] = stableUuid('import', source, content).split('-');
    // an older id has its 17th digit fixed at 8
    expect(events[0]?.event_id).toBe([a, b, c, `8${(d ?? '').slice(1)}`, e].join('-'));
  });

  test('is another for a row that stands in the file twice', async () => {
    const { events } = await imported([aRow(), aRow(), aRow(), aRow({ order: 'o2' })]);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(4);
    for (const { event_id } of events)
      expect(event_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('times', () => {
  const withTime = (time: Partial<Mapping['time']>) => (source: string) => ({
    ...shop(source),
    time: { ...shop(source).time, ...time },
  });
  test('without a zone are of the mapping’s, with one of their own; 31 February is refused above', async () => {
    const written = ['2026-01-01', '2026-01-01T08:00:01.5', '2026-01-01 00:00:00Z', '2026-01-01 00:00-0500'];
    const { events } = await imported(written.map((at, index) => aRow({ at, order: `o${index}` })));
    expect(events.map(({ at }) => at)).toEqual([
      '2025-12-31T16:00:00',
      '2026-01-01T00:00:01',
      '2026-01-01T00:00:00',
      '2026-01-01T05:00:00',
    ]);
  });

  test.each([
    ['1767225600', { format: 'epoch_s' }, '2026-01-01T00:00:00'],
    ['1767225600123', { format: 'epoch_ms' }, '2026-01-01T00:00:00'],
    ['2026/1/1 8:30', { pattern: 'yyyy/M/d H:mm' }, '2026-01-01T00:30:00'],
  ] as const)('%s as %j', async (at, time, expected) => {
    expect((await one({ at }, withTime(time))).at).toBe(expected);
  });
});

test('blanks around a cell do not count, ideographic ones neither', async () => {
  expect((await one({ who: '\u3000u9 ', note: ' 上海\u3000' })).ids).toEqual({ user_id: 'u9' });
});

test('what the tracking plan refuses goes to quarantine with the plan’s reason', async () => {
  const rule: EventRule = {
    name: 'order_paid',
    mode: 'enforce',
    unknownProperties: 'allow',
    properties: [
      {
        name: 'city',
        title: undefined,
        required: true,
        shared: false,
        type: 'string',
        personal: 'none',
        values: ['北京', '上海'],
      },
    ],
  };
  plan.inForce = { events: new Map([['order_paid', rule]]), unknownEvents: 'allow' };
  const file = await aFile(
    'plan.csv',
    'who,at,amount,city\nu1,2026-01-01,1,上海\nu2,2026-01-01,1,深圳\nu3,2026-01-01,1,\n',
  );
  expect(await run(file, aMapping('plan'))).toMatchObject({
    events: 1,
    reasons: { 'plan:values:city': 1, 'plan:missing:city': 1 },
  });
  plan.inForce = { events: new Map(), unknownEvents: 'refuse' };
  expect(await run(file, aMapping('plan2'))).toMatchObject({ events: 0, reasons: { 'plan:undefined_event': 3 } });
  plan.inForce = { events: new Map(), unknownEvents: 'allow' };
});
