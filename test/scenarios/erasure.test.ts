import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enqueue, issueCoupons, openCouponType } from '#act';
import { type Gyre, openGyre } from '#app';
import { parseMapping } from '#collect';
import { identifyAll } from '#identify';
import { createLogger, idKey, readEnv, silentProgress, sqlTime, systemClock } from '#platform';

/** Of stores of its own: whether a person is gone is decided by the bytes of the data directory. */
let directory = '';
let gyre: Gyre;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gyre-erasure-'));
  gyre = await openGyre({
    env: readEnv({
      GYRE_DATA: join(directory, 'data'),
      GYRE_SECRET: 'a secret that only this test knows',
      GYRE_LOG: 'error',
    }),
    log: createLogger({ level: 'error' }),
    clock: systemClock(),
    mode: 'own',
  });
  await keepReadable(gyre);
});
afterAll(async () => {
  await gyre.close();
  await rm(directory, { recursive: true, force: true });
});

/** Without compression what is on the disk can be found there; and parts that are no longer needed go at once, not after 30 s. */
const keepReadable = async ({ stores: { clickhouse } }: Gyre): Promise<void> => {
  const tables = await clickhouse.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'`,
  );
  for (const { name } of tables)
    await clickhouse.command(
      `ALTER TABLE ${name} MODIFY SETTING default_compression_codec = 'NONE', old_parts_lifetime = 1, cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1`,
    );
};

const victim = {
  userId: 'victim-user-58213',
  anonymousId: 'victim-device-90417',
  phone: '13912345678',
  email: 'Victim.Person@example.cn',
  marker: 'marker-of-the-erased-3b9f',
  title: 'title-of-the-erased-7c21',
} as const;
const friend = { userId: 'friend-user-11111', phone: '13700001111', marker: 'marker-of-the-friend-aa01' } as const;

const send = (...messages: readonly object[]) =>
  gyre.collector.batch({ messages: [...messages], source: 'shop', shared: {} });
const at = (day: number): string => new Date(Date.UTC(2025, 3, day)).toISOString();

type Needles = ReadonlyMap<string, Buffer>;

/** For each of some bytes the files of the data directory that hold them. */
const filesWith = async (needles: Needles): Promise<Readonly<Record<string, readonly string[]>>> => {
  const found: Record<string, string[]> = Object.fromEntries([...needles.keys()].map((name) => [name, []]));
  for (const entry of await readdir(join(directory, 'data'), { recursive: true })) {
    const path = join(directory, 'data', entry);
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isFile() !== true) continue;
    // a file may go while it is looked for
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    for (const [name, needle] of needles) if (bytes.includes(needle)) found[name]?.push(entry);
  }
  return found;
};
const texts = (...all: readonly string[]): Needles => new Map(all.map((text) => [text, Buffer.from(text)]));
const nowhere = (needles: Needles) => Object.fromEntries([...needles.keys()].map((name) => [name, []]));
const little = (key: string): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(key));
  return bytes;
};
const count = async (sql: string): Promise<number> =>
  Number((await gyre.stores.clickhouse.queryOne<{ n: string }>(sql))?.n ?? 0);

/** Everything Gyre can know of a person. */
const live = async (): Promise<{ readonly profileId: string; readonly needles: Needles }> => {
  const { clickhouse, postgres } = gyre.stores;
  await send(
    { type: 'identify', userId: friend.userId, traits: { phone: friend.phone, name: 'a friend' }, timestamp: at(1) },
    {
      type: 'track',
      userId: friend.userId,
      event: 'order_paid',
      timestamp: at(2),
      properties: { note: friend.marker, points: 12 },
    },
    // a parcel for the one who will be erased: the friend's event names them
    {
      type: 'track',
      userId: friend.userId,
      event: 'parcel_sent',
      timestamp: at(3),
      properties: { receiver_phone: victim.phone, points: 7, url: `https://shop.cn/?phone=${victim.phone}` },
    },
    {
      type: 'track',
      anonymousId: victim.anonymousId,
      event: 'product_viewed',
      timestamp: at(4),
      properties: { note: victim.marker },
    },
    {
      type: 'identify',
      userId: victim.userId,
      anonymousId: victim.anonymousId,
      traits: { phone: victim.phone, email: victim.email, name: victim.marker },
      timestamp: at(5),
    },
    {
      type: 'track',
      userId: victim.userId,
      event: 'order_paid',
      timestamp: at(6),
      properties: { note: victim.marker, value: 10 },
    },
    {
      type: 'track',
      userId: victim.userId,
      event: '$consent_given',
      timestamp: at(7),
      properties: { purpose: 'marketing', channel: 'email', source: victim.marker },
    },
    // nobody can place these two: one is about the victim, in another spelling
    { type: 'track', event: '', userId: '', properties: { mobile: `+86 139-1234-5678`, note: victim.marker } },
    { type: 'track', event: '', userId: '', properties: { mobile: friend.phone } },
  );
  await identifyAll({ clickhouse, postgres, clock: gyre.clock });
  const profileId = await profileOf(victim.userId);
  for (const [profile, offer] of [
    [profileId, 'gift'],
    [await profileOf(friend.userId), 'voucher'],
  ] as const) {
    await clickhouse.insert({
      table: 'feature_rows',
      rows: [{ snapshot: 'p/1', profile_id: profile, as_of: sqlTime(new Date()), values: [1, 2] }],
    });
    await clickhouse.insert({
      table: 'scores',
      rows: [
        {
          model: 'm',
          version: '1',
          snapshot: 'p/1',
          as_of: sqlTime(new Date()),
          profile_id: profile,
          score: 0.5,
          percentile: 0.5,
          reasons: [],
        },
      ],
    });
    await clickhouse.insert({
      table: 'decisions',
      rows: [
        {
          decision_id: '0190a0a0-0000-4000-8000-000000000001',
          program: 'p',
          round: 1,
          profile_id: profile,
          as_of: sqlTime(new Date()),
          group: 'model',
          offer,
          channel: 'mail',
          score: 0.5,
          value_minor: 1,
          cost_minor: 1,
          propensity: 1,
          candidates: [],
          reasons: '{}',
        },
      ],
    });
    await clickhouse.insert({
      table: 'outcomes',
      rows: [
        {
          program: 'p',
          round: 1,
          profile_id: profile,
          group: 'model',
          chosen: 1,
          orders: 1,
          gmv_minor: 1000,
          measured_at: sqlTime(new Date()),
        },
      ],
    });
  }
  await openCouponType(postgres, { name: 'gift', stock: 5 });
  await issueCoupons({
    postgres,
    clock: gyre.clock,
    secret: gyre.secret,
    couponType: 'gift',
    spec: {
      benefit: { type: 'voucher', valueMinor: 100, thresholdMinor: 0 },
      currency: 'CNY',
      stock: 5,
      validDays: 30,
    },
    requests: [{ program: 'p', round: 1, profileId }],
  });
  const phone = gyre.pseudonymizer.stored('phone', victim.phone);
  const email = gyre.pseudonymizer.stored('email', victim.email);
  await enqueue(postgres, [
    {
      key: `p/1/${profileId}/mail`,
      channel: 'mail',
      profileId,
      program: 'p',
      round: 1,
      recipient: { type: 'email', value: email },
      language: 'zh',
      title: victim.title,
      body: victim.marker,
      facts: {},
      queuedAt: at(8),
    },
  ]);
  await gyre.delivery.publish();
  await gyre.auth.audit.record({
    actor: { type: 'user', id: 'u', name: 'an operator' },
    action: 'PUT /api/people/:profileId/consent',
    target: `/api/people/${profileId}/consent`,
    status: 200,
    requestId: 'r',
  });
  await postgres.query(
    `INSERT INTO jobs (queue, input, state, max_attempts, run_at, error) VALUES ('matching', '{}', 'dead', 1, now(), $1)`,
    [`failed at ${victim.marker} ${phone}`],
  );
  const sealed = await postgres.query<{ sealed: Buffer }>(
    'SELECT sealed FROM contacts WHERE id_key = ANY($1::numeric[])',
    [[idKey('phone', phone).toString(), idKey('email', email).toString()]],
  );
  const code = await postgres.queryOne<{ code: string }>('SELECT code FROM coupons WHERE profile_id = $1', [profileId]);
  return {
    profileId,
    needles: new Map<string, Buffer>([
      ['user id', Buffer.from(victim.userId)],
      ['anonymous id', Buffer.from(victim.anonymousId)],
      ['hash of the phone number', Buffer.from(phone)],
      ['hash of the e-mail address', Buffer.from(email)],
      ['payload of events', Buffer.from(victim.marker)],
      ['text of a message', Buffer.from(victim.title)],
      ['coupon code', Buffer.from(code?.code ?? '')],
      ['OneID in digits', Buffer.from(profileId)],
      ['OneID as the engine keeps it', little(profileId)],
      ['key of the phone number as the engine keeps it', little(idKey('phone', phone).toString())],
      ...sealed.map((row, i) => [`sealed contact ${i}`, row.sealed] as const),
    ]),
  };
};

const profileOf = async (userId: string): Promise<string> => {
  const row = await gyre.stores.clickhouse.queryOne<{ p: string }>(
    'SELECT DISTINCT profile_id AS p FROM people_events WHERE id_key = {key:UInt64}',
    { key: idKey('user_id', userId) },
  );
  return row?.p ?? idKey('user_id', userId).toString();
};

describe('an erased person', () => {
  let before: Awaited<ReturnType<typeof live>>;
  beforeAll(async () => {
    before = await live();
    await gyre.stores.postgres.query('CHECKPOINT');
  });

  test('is reported whole before that: what is in any store, with contacts in the clear', async () => {
    let text = '';
    for await (const piece of await gyre.privacy.report(victim.userId, 'an operator')) text += piece;
    const report: unknown = JSON.parse(text);
    expect(report).toMatchObject({
      report: { oneId: before.profileId },
      contactsInTheClear: { phone: [victim.phone], email: [victim.email] },
      traits: { name: victim.marker },
      consent: { said: [{ said: 'given', purpose: 'marketing', channel: 'email', source: victim.marker }] },
      setAside: [{ source: 'shop' }],
      coupons: [{ coupon_type: 'gift', status: 'issued' }],
      outbox_messages: [{ status: 'queued', message: { title: victim.title } }],
      features: [{ snapshot: 'p/1', values: { 'feature 1': 1, 'feature 2': 2 } }],
      scores: [{ model: 'm', score: 0.5 }],
      decisions: [{ program: 'p', offer: 'gift' }],
      outcomes: [{ program: 'p', orders: 1 }],
      events: [
        { name: 'product_viewed' },
        { name: '$identify' },
        { name: 'order_paid' },
        { name: '$consent_given' },
        { name: '$coupon_issued' },
      ],
    });
    expect(text).not.toContain(friend.marker);
    expect((await gyre.privacy.overview()).requests).toMatchObject([
      { kind: 'access', state: 'done', askedBy: 'an operator' },
    ]);
  });

  test('is gone from the data directory to the last byte, and others are not', { timeout: 300_000 }, async () => {
    // a search that finds nothing beforehand proves nothing
    const found = await filesWith(before.needles);
    expect(Object.entries(found).filter(([, files]) => files.length === 0)).toEqual([]);
    const request = await gyre.privacy.erase(`phone:${victim.phone}`, 'an operator');
    expect(await gyre.privacy.perform({ progress: silentProgress() })).toBe(1);
    const done = await gyre.privacy.requests.get(request.id);
    expect(done).toMatchObject({
      state: 'done',
      left: [],
      figures: { quarantine: 1, coupons: 1, outbox_messages: 1, contacts: 2, events_mended: 1 },
    });
    expect(await filesWith(before.needles)).toEqual(nowhere(before.needles));
    // not even in the clear, where it never should have been
    const clear = texts(victim.phone, victim.email);
    expect(await filesWith(clear)).toEqual(nowhere(clear));
    expect((await filesWith(texts(friend.marker)))[friend.marker]?.length).toBeGreaterThan(0);
  });

  test('leaves what belongs to others as it was, without their name', async () => {
    const { clickhouse, postgres } = gyre.stores;
    const parcel = await clickhouse.queryOne<{ properties: object; ids: object }>(
      `SELECT properties, ids FROM events WHERE name = 'parcel_sent'`,
    );
    expect(parcel).toEqual({
      properties: { receiver_phone: 'erased', points: '7', url: 'https://shop.cn/?phone=erased' },
      ids: { user_id: friend.userId },
    });
    expect(await count(`SELECT count() AS n FROM quarantine`)).toBe(1);
    expect(
      await count(`SELECT count() AS n FROM people_events WHERE id_key = ${idKey('user_id', friend.userId)}`),
    ).toBe(3);
    expect(await postgres.query('SELECT status, profile_id, order_id FROM coupons')).toEqual([
      { status: 'void', profile_id: '', order_id: null },
    ]);
    expect(await postgres.query('SELECT issued FROM coupon_types')).toEqual([{ issued: 0 }]);
    expect(await postgres.query('SELECT target FROM audit_log')).toEqual([{ target: '/api/people/erased/consent' }]);
  });

  test('still counts in what was measured, as nobody', async () => {
    expect(await count(`SELECT count() AS n FROM outcomes FINAL WHERE program = 'p'`)).toBe(2);
    expect(await count(`SELECT count() AS n FROM decisions FINAL WHERE program = 'p'`)).toBe(2);
    expect(await count('SELECT count() AS n FROM scores')).toBe(1);
    expect(await count('SELECT count() AS n FROM feature_rows')).toBe(1);
  });

  test(
    'does not come back by an event, a bad row or an import, and what was turned away is a count',
    { timeout: 300_000 },
    async () => {
      const events = () => count('SELECT count() AS n FROM events');
      const [were, aside] = [await events(), await count('SELECT count() AS n FROM quarantine')];
      await send(
        { type: 'track', userId: victim.userId, event: 'order_paid' },
        { type: 'identify', userId: 'another-user', traits: { phone: '+86 139 1234 5678' } },
        { type: 'track', event: '', userId: '', properties: { mobile: victim.phone } },
      );
      await gyre.collector.one('track', { anonymousId: victim.anonymousId, event: 'product_viewed' }, 'shop');
      const file = join(directory, 'customers.csv');
      await writeFile(
        file,
        `time,user,phone\n2025-05-01,new-user-1,13600001111\n2025-05-01,new-user-2,${victim.phone}\n2025-05-01,${victim.userId},13600002222\n2025-05-01,,${victim.phone}\n`,
      );
      const mapping = parseMapping(
        'source: file\ntime: { column: time }\nids: { user_id: user, phone: phone }\nrequire: [{ test: { column: user, present: true }, reason: no_user }]\nevents: [{ name: order_paid }]\n',
      );
      await gyre.imports.run({
        mapping,
        from: { path: file },
        byWhom: 'test',
        progress: silentProgress(),
        files: true,
      });
      expect([await events(), await count('SELECT count() AS n FROM quarantine')]).toEqual([were + 1, aside]);
      expect(await gyre.stores.postgres.query('SELECT count(*)::int AS n FROM contacts')).toEqual([{ n: 2 }]);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect((await gyre.privacy.overview()).turnedAway).toEqual([
        { source: 'shop', events: 4 },
        { source: 'file', events: 3 },
      ]);
    },
  );

  test(
    'whom a restored backup brings back is erased again by their tombstone alone',
    { timeout: 300_000 },
    async () => {
      const { clickhouse, postgres } = gyre.stores;
      const keys = [idKey('user_id', victim.userId).toString()];
      await clickhouse.insert({
        table: 'events',
        rows: [
          {
            event_id: '0190a0a0-0000-4000-8000-00000000000b',
            name: 'order_paid',
            ts: sqlTime(new Date()),
            received_at: sqlTime(new Date()),
            source: 'shop',
            id_key: keys[0],
            ids: { user_id: victim.userId },
            id_keys: keys,
            properties: { note: victim.marker },
            context: {},
          },
        ],
      });
      await identifyAll({ clickhouse, postgres, clock: gyre.clock });
      expect(await gyre.privacy.replay('an operator')).toBe(1);
      expect(await gyre.privacy.replay('an operator')).toBe(0);
      expect(await gyre.privacy.perform({ progress: silentProgress() })).toBe(1);
      const again = texts(victim.userId, victim.marker);
      expect(await filesWith(again)).toEqual(nowhere(again));
    },
  );

  test('who signs up anew is let in again by lifting the tombstone of what they sign up with', async () => {
    const were = await count('SELECT count() AS n FROM events');
    expect(await gyre.privacy.lift(`phone:${victim.phone}`)).toBe(1);
    await send(
      { type: 'identify', userId: 'signed-up-anew', traits: { phone: victim.phone } },
      { type: 'track', userId: victim.userId, event: 'order_paid' },
    );
    expect(await count('SELECT count() AS n FROM events')).toBe(were + 1);
    const stored = gyre.pseudonymizer.stored('phone', victim.phone);
    expect([...(await gyre.contacts.open('phone', [idKey('phone', stored)])).values()]).toEqual([victim.phone]);
  });
});
