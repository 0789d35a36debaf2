import { rebuild } from '#identify';
import type { Gyre } from '#app';
import { sqlTime } from '#platform';

export type World = { readonly people: number; readonly events: number; readonly now: Date };

const months = 12;

/**
 * A year of a shop, written by the engine itself: a few people with very many events and many with few, eight kinds of
 * event; every third person is also known by a browser, under which some of their events came before they signed in.
 * Then who is who is worked out as after any import, and the log is left as merged as a quiet night leaves it.
 */
export const writeWorld = async (gyre: Gyre, { people, events, now }: World): Promise<void> => {
  const { clickhouse, postgres } = gyre.stores;
  const writeMonth = (month: number): Promise<void> => {
    const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - month + 1, 1));
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - month, 1));
    const span = Math.min(until.getTime(), now.getTime()) - from.getTime();
    const received = sqlTime(new Date(now.getTime() - 86_400_000));
    return clickhouse.command(
      eventsSql,
      { month, rows: Math.ceil(events / months), people, from: sqlTime(from), span, received },
      fewParts(gyre.env.memoryBytes),
    );
  };
  // two at a time, each a thread
  for (let month = 0; month < months; month += 2) await Promise.all([writeMonth(month), writeMonth(month + 1)]);
  await rebuild({ clickhouse, postgres, clock: gyre.clock });
  const settled = { optimize_skip_merged_partitions: 1, max_execution_time: 3600 } as const;
  await clickhouse.command('OPTIMIZE TABLE events FINAL', {}, settled);
  await clickhouse.command('OPTIMIZE TABLE identifiers FINAL', {}, settled);
};

/** A month becomes one part at once, instead of some that must be merged; with little memory it becomes a few. */
const fewParts = (memoryBytes: number) =>
  ({
    max_insert_threads: '1',
    max_threads: 1,
    min_insert_block_size_rows: memoryBytes < 8 * 2 ** 30 ? '1000000' : '10000000',
    min_insert_block_size_bytes: '0',
    max_memory_usage: '0',
  }) as const;

/** 64 bits of SHA-256, as identifiers are keyed everywhere. */
export const keySql = (type: string, value: string): string =>
  `reinterpretAsUInt64(substring(SHA256(concat('${type}:', ${value})), 1, 8))`;

const eventsSql = `
  INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
  WITH
    -- rising with the row, and ever more slowly towards its end: neighbours share a person, and some people have much
    toUInt64({people:UInt64} * pow((number + 0.5) / {rows:UInt64}, 1.6)) AS person,
    cityHash64(number, {month:UInt32}, 'kind') % 1000 AS kind,
    cityHash64(number, {month:UInt32}, 'draw') AS draw,
    multiIf(kind < 440, 'page_viewed', kind < 690, 'product_viewed', kind < 780, 'cart_added', kind < 860, 'search_made',
      kind < 920, 'order_paid', kind < 960, 'coupon_received', kind < 990, 'store_visited', 'after_sales_opened') AS event,
    concat('u', toString(person)) AS user,
    concat('b', toString(person)) AS browser,
    person % 3 = 0 AS browses,
    browses AND draw % 5 = 0 AS anonymous,
    browses AND NOT anonymous AND draw % 7 = 0 AS both,
    ${keySql('user_id', 'user')} AS user_key,
    ${keySql('anonymous_id', 'browser')} AS browser_key,
    ['fridge', 'washer', 'tv', 'aircon', 'kettle', 'cooker', 'phone', 'lamp'][1 + intDiv(draw, 16) % 8] AS category,
    20 + intDiv(draw, 1024) % 4000 AS amount
  SELECT generateUUIDv4(), event,
    fromUnixTimestamp64Milli(toUnixTimestamp64Milli({from:DateTime64(3, 'UTC')}) + toInt64(intDiv(draw, 64) % {span:UInt64}), 'UTC'),
    {received:DateTime64(3, 'UTC')}, 'bench',
    if(anonymous, browser_key, user_key),
    multiIf(anonymous, map('anonymous_id', browser), both, map('user_id', user, 'anonymous_id', browser), map('user_id', user)),
    multiIf(anonymous, [browser_key], both, [user_key, browser_key], [user_key]),
    '',
    multiIf(
      event = 'order_paid', concat('{"order_id":"o', toString(number), '","amount":', toString(amount), ',"category":"', category, '","channel":"', ['app', 'web', 'store'][1 + draw % 3], '"}'),
      event IN ('product_viewed', 'cart_added'), concat('{"category":"', category, '","price":', toString(amount), '}'),
      event = 'coupon_received', concat('{"benefit":', toString(10 * (1 + draw % 9)), '}'),
      event = 'store_visited', concat('{"city":"', ['Shanghai', 'Hangzhou', 'Suzhou', 'Nanjing'][1 + draw % 4], '"}'),
      event = 'search_made', concat('{"term":"', category, '"}'),
      concat('{"path":"/', category, '","dwell_ms":', toString(draw % 90000), '}')),
    '{}', if(event = 'order_paid', toDecimal64(amount, 4), NULL), if(event = 'order_paid', 'CNY', '')
  FROM numbers({rows:UInt64})`;

/** What each person said of themself, once, some time in the year. */
export const writeTraits = async (gyre: Gyre, { people, now }: Omit<World, 'events'>): Promise<void> => {
  const { clickhouse } = gyre.stores;
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1, 1));
  await clickhouse.command(
    `INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
     WITH cityHash64(number, 'traits') AS draw, concat('u', toString(number)) AS user, ${keySql('user_id', 'user')} AS user_key
     SELECT generateUUIDv4(), '$identify',
       fromUnixTimestamp64Milli(toUnixTimestamp64Milli({from:DateTime64(3, 'UTC')}) + toInt64(draw % {span:UInt64}), 'UTC'),
       {received:DateTime64(3, 'UTC')}, 'bench', user_key, map('user_id', user), [user_key], '',
       concat('{"city":"', ['Shanghai', 'Hangzhou', 'Suzhou', 'Nanjing'][1 + intDiv(draw, 64) % 4], '","age":', toString(18 + draw % 60), '}'),
       '{}', NULL, ''
     FROM numbers({people:UInt64})`,
    {
      people,
      from: sqlTime(from),
      span: now.getTime() - from.getTime(),
      received: sqlTime(new Date(now.getTime() - 86_400_000)),
    },
    { max_partitions_per_insert_block: '0' },
  );
};

/** New events of people all over, as if they had arrived just now. */
export const writeNews = async (
  gyre: Gyre,
  { people, events }: { readonly people: number; readonly events: number },
): Promise<void> => {
  const now = gyre.clock.now();
  await gyre.stores.clickhouse.command(
    `INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
     WITH concat('u', toString(cityHash64(number, 'news') % {people:UInt64})) AS user, ${keySql('user_id', 'user')} AS user_key,
       ['page_viewed', 'product_viewed', 'cart_added', 'order_paid'][1 + number % 4] AS event
     SELECT generateUUIDv4(), event, {now:DateTime64(3, 'UTC')}, {now:DateTime64(3, 'UTC')}, 'bench', user_key, map('user_id', user), [user_key], '',
       if(event = 'order_paid', '{"amount":500,"category":"tv","channel":"app"}', '{"category":"tv","price":500,"dwell_ms":1000}'), '{}', NULL, ''
     FROM numbers({events:UInt64})`,
    { people, events, now: sqlTime(now) },
  );
};
