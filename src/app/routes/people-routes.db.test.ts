import { describe, expect, test } from 'vitest';
import { enqueue } from '#act';
import { createCollector, createEventLog, createPseudonymizer } from '#collect';
import { createDocumentStore } from '#documents';
import { identify } from '#identify';
import { idKey, silentLogger, sqlTime } from '#platform';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { testStores } from '#platform/testing.ts';
import { documentRegistry } from '../kinds.ts';
import { appMigrations } from '../migrations.ts';
import { createPersonTitles } from '../person/person-titles.ts';
import { readPerson } from '../person/read-person.ts';
import { personAnswerSchema } from '../person/schemas.ts';
import { peopleRoutes } from './people-routes.ts';

const { clickhouse, postgres, clock } = await testStores({ migrations: appMigrations });
const pseudonymizer = createPseudonymizer('a secret of at least 32 characters!');
const eventLog = createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' });
const collector = createCollector({ ...eventLog, clock, contacts: { keep: async () => {} }, pseudonymizer });
const documents = createDocumentStore({ postgres, clock, registry: documentRegistry() });
const titles = createPersonTitles(documents);
const { server, withKey } = await testHttp({
  routes: [
    peopleRoutes({
      clickhouse,
      pseudonymizer,
      eventTitles: async () => new Map(),
      person: (who) => readPerson(who, { clickhouse, postgres, clock, titles }),
      decisions: async () => ({ decisions: [], next: null }),
    }),
  ],
});
const reader = await withKey('people:read');
const stranger = await withKey('coupons:redeem');
const get = (url: string, headers: Record<string, string> = reader) => server.inject({ url, headers });

const at = (minute: number): string => new Date(Date.UTC(2025, 5, 1, 0, minute)).toISOString();
await collector.one('page', { anonymousId: 'a-1', messageId: 'm-0', timestamp: at(0) }, 'web');
await collector.one(
  'identify',
  { userId: 'u-1', anonymousId: 'a-1', timestamp: at(1), traits: { name: '陈静' } },
  'web',
);
for (let i = 0; i < 9; i++) {
  const properties = { order_id: `o-${i}`, amount: 10 * i, phone: '13812345678' };
  // the first three happened in the same millisecond
  await collector.one(
    'track',
    { userId: 'u-1', event: 'order_paid', messageId: `o-${i}`, timestamp: at(i < 3 ? 2 : 2 + i), properties },
    'pos',
  );
}
// arrived twice: it happened once
await collector.one(
  'track',
  { userId: 'u-1', event: 'order_paid', messageId: 'o-8', timestamp: at(10), properties: { order_id: 'o-8' } },
  'pos',
);
await collector.one(
  'track',
  { userId: 'u-2', event: 'order_paid', messageId: 'o-x', timestamp: at(3), properties: {} },
  'pos',
);
// identifiers with every character that has a meaning somewhere
await collector.one(
  'track',
  {
    userId: 'odd@user:3',
    event: 'page_viewed',
    messageId: 'odd',
    timestamp: at(4),
    properties: {},
    context: { ids: { 'wechat_openid@wx123': 'o:1@x' } },
  },
  'web',
);
// somebody who calls themselves by another's OneID
await collector.one(
  'track',
  {
    userId: idKey('user_id', 'u-1').toString(),
    event: 'page_viewed',
    messageId: 'thief',
    timestamp: at(5),
    properties: {},
  },
  'web',
);
await identify({ clickhouse, postgres, clock });
const person = idKey('user_id', 'u-1').toString();

for (const [round, value] of [
  [1, 5],
  [2, 7],
] as const) {
  const asOf = new Date(Date.UTC(2025, 5, 1 + round));
  await clickhouse.insert({
    table: 'feature_rows',
    rows: [{ snapshot: `p/${round}`, profile_id: person, as_of: sqlTime(asOf), values: [value] }],
  });
  await postgres.query('INSERT INTO feature_snapshots (snapshot, as_of, names, built_at) VALUES ($1, $2, $3, now())', [
    `p/${round}`,
    asOf,
    ['orders'],
  ]);
}
await enqueue(postgres, [
  {
    key: 'p/1/1/sms',
    channel: 'sms',
    profileId: person,
    program: 'p',
    round: 1,
    recipient: { type: 'phone', value: 'x' },
    language: 'zh',
    title: '回来看看',
    body: '…',
    facts: {},
    queuedAt: at(20),
  },
]);

describe('one person over HTTP', () => {
  test.each([person, 'user_id:u-1', 'anonymous_id:a-1'])('200: by %s it is the same person', async (id) => {
    const answer = await get(`/api/people/${encodeURIComponent(id)}`);
    expect(answer.statusCode).toBe(200);
    const found = personAnswerSchema.parse(answer.json());
    expect(found).toMatchObject({
      profileId: person,
      name: '陈静',
      events: 11,
      traits: { name: '陈静' },
      activity: [{ name: 'order_paid', events: 9, first: at(2), last: at(10) }, { events: 1 }, { events: 1 }],
      features: [{ name: 'orders', value: 7, history: [{ value: 5 }, { value: 7 }] }],
      messages: [{ title: '回来看看', state: 'queued', channel: 'sms' }],
    });
    expect(found.ids.map(({ type }) => type)).toEqual(expect.arrayContaining(['user_id', 'anonymous_id']));
    expect(found.consent.purposes.length).toBeGreaterThan(0);
  });

  test('404: somebody nobody knows, and the answer does not repeat the id', async () => {
    const answer = await get('/api/people/phone%3A13800000000');
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
    expect(answer.body).not.toContain('13800000000');
  });

  const odd = idKey('user_id', 'odd@user:3').toString();
  test.each([
    ['user_id:odd@user:3', 'wechat_openid@wx123:o:1@x'],
    ['wechat_openid@wx123:o:1@x', 'o:1@x'],
    ['user_id:odd@user:3', 'odd@user:3'],
  ])('an identifier with : and @ in it: %s as an address, %s in the search', async (address, search) => {
    for (const path of ['', '/timeline', '/decisions'])
      expect((await get(`/api/people/${encodeURIComponent(address)}${path}`)).statusCode).toBe(200);
    expect((await get(`/api/people/${address}`)).json().profileId).toBe(odd);
    const { people } = (await get(`/api/people?query=${encodeURIComponent(search)}`)).json();
    expect(people.map(({ profileId }: { profileId: string }) => profileId)).toEqual([odd]);
  });

  test('nobody takes another’s place by being called as their OneID', async () => {
    for (const path of ['', '/timeline']) {
      const { profileId, events } = (await get(`/api/people/${person}${path}`)).json();
      expect(profileId ?? events[0].profileId).toBe(person);
    }
  });

  test('400: no id at all, and what to write instead', async () => {
    const answer = await get('/api/people/no%20id');
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toMatchObject({
      field: 'person',
      message: { en: expect.stringContaining('user_id:u-1001'), zh: expect.stringContaining('OneID') },
    });
  });
  test('403: a key that may not read people', async () =>
    expect((await get(`/api/people/${person}`, stranger)).statusCode).toBe(403));
  test('401: nobody', async () => expect((await get(`/api/people/${person}`, {})).statusCode).toBe(401));
});

type Page = { readonly events: readonly { eventId: string; name: string; at: string }[]; readonly next: string | null };
const timeline = async (query: string): Promise<Page> =>
  (await get(`/api/people/user_id:u-1/timeline?${query}`)).json<Page>();

describe('the timeline', () => {
  test('pages meet without gap or repetition, also between events of the same millisecond', async () => {
    const whole = await timeline('limit=200');
    const paged: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Page = await timeline(`limit=2${next === '' ? '' : `&before=${next}`}`);
      paged.push(...page.events.map(({ eventId }) => eventId));
      next = page.next;
    }
    expect(paged).toEqual(whole.events.map(({ eventId }) => eventId));
    expect(new Set(paged).size).toBe(11);
  });

  test('filters by event, source and time', async () => {
    expect((await timeline('names=$page,$identify')).events.map(({ name }) => name)).toEqual(['$identify', '$page']);
    expect((await timeline('sources=web')).events).toHaveLength(2);
    const some = await timeline(`from=${at(5)}&until=${at(7)}`);
    expect(some.events.map((event) => event.at)).toEqual([at(6), at(5)]);
  });

  test('400: a cursor that is none', async () =>
    expect((await get(`/api/people/${person}/timeline?before=x`)).statusCode).toBe(400));
});
