import { expect, test } from 'vitest';
import { createCollector, createEventLog, createPseudonymizer } from '#collect';
import { createDocumentStore } from '#documents';
import { type Params, silentLogger, silentProgress } from '#platform';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { testStores } from '#platform/testing.ts';
import type { FeatureAnswer, FeaturesAnswer } from '../../profile/feature-catalogue/schemas.ts';
import { createFeatureDesk } from '../feature-desk.ts';
import { latestSnapshotJob, startSnapshot } from '../feature-jobs.ts';
import { documentRegistry } from '../kinds.ts';
import { loopDocuments } from '../loop-documents.ts';
import { appMigrations } from '../migrations.ts';
import { featureRoutes } from './feature-routes.ts';

const { clickhouse, postgres, clock } = await testStores({ migrations: appMigrations });
const documents = createDocumentStore({ postgres, clock, registry: documentRegistry() });
const deps = { clickhouse, postgres, clock, documents, published: loopDocuments(documents, 'UTC') };
const desk = createFeatureDesk(deps);
const { server, withKey, signedIn } = await testHttp({
  routes: [
    featureRoutes({
      desk,
      clock,
      job: () => latestSnapshotJob(postgres),
      start: (asked) => startSnapshot(postgres, asked),
    }),
  ],
});
const reader = await withKey('people:read');
const operator = await signedIn('operator');
const viewer = await signedIn('viewer');
const get = async <T>(url: string): Promise<T> => (await server.inject({ url, headers: reader })).json<T>();
const take = (payload: object, headers: Record<string, string>) =>
  server.inject({
    method: 'POST',
    url: '/api/features/snapshots',
    payload,
    headers: { host: 'localhost', origin: 'http://localhost', ...headers },
  });

const publish = async (kind: string, name: string, spec: object): Promise<void> => {
  await documents.saveDraft({ kind, name, title: { zh: name, en: name }, spec });
  const result = await documents.publish([{ kind, name }]);
  expect(result.type).toBe('published');
};
const secret = 'a secret of at least 32 characters!';
const collector = createCollector({
  ...createEventLog({ clickhouse, clock, log: silentLogger(), secret }),
  clock,
  contacts: { keep: async () => {} },
  pseudonymizer: createPseudonymizer(secret),
});
const day = (n: number): Date => new Date(Date.UTC(2025, 5, n));
const order = (user: number, n: number, at: Date): Promise<unknown> =>
  collector.one(
    'track',
    {
      userId: `u-${user}`,
      event: 'order_paid',
      messageId: `o-${user}-${n}`,
      timestamp: at.toISOString(),
      properties: { amount: 10 * user },
    },
    'pos',
  );

test('an empty catalogue says so, and a snapshot of nothing is refused with what to do', async () => {
  expect(await get('/api/features')).toEqual({ features: [], snapshots: [], job: null });
  await expect(desk.snapshot({ asOf: day(10), keep: 3 }, silentProgress())).rejects.toThrow('no feature is published');
});

test('a snapshot counts, finds who has no value, and a repeat changes nothing', async () => {
  for (let user = 1; user <= 10; user++) {
    await collector.one(
      'page',
      { userId: `u-${user}`, messageId: `p-${user}`, timestamp: day(1).toISOString() },
      'web',
    );
    for (let n = 0; n < user % 5; n++) await order(user, n, day(2 + n));
  }
  await publish('Feature', 'orders', { expression: 'count(order_paid)', unit: { zh: '单', en: 'orders' } });
  await publish('Feature', 'spend-mean', { expression: 'mean(order_paid.amount)' });
  await desk.snapshot({ asOf: day(10), keep: 3 }, silentProgress());
  const first = await get<FeaturesAnswer>('/api/features');
  expect(first.snapshots).toMatchObject([{ name: 'catalogue/2025-06-10T00:00:00.000Z', people: 10 }]);
  const [orders, spend] = first.features;
  // users 5 and 10 have none: 0 orders is a value, a mean of none is not
  expect(orders).toMatchObject({
    unit: { zh: '单', en: 'orders' },
    meaning: { zh: '「order_paid」的次数', en: 'number of "order_paid"' },
    figures: { people: 10, missing: 0, spread: { mean: 2, least: 0, most: 4 } },
    drift: null,
  });
  expect(orders.figures?.histogram.people).toEqual([2, 2, 2, 2, 2]);
  expect(spend.figures).toMatchObject({ people: 10, missing: 2 });
  await desk.snapshot({ asOf: day(10), keep: 3 }, silentProgress());
  const { snapshots: _, ...again } = await get<FeaturesAnswer>('/api/features');
  expect(again.features).toEqual(first.features);
});

test('drift is against the snapshot before, and only the last ones stay', async () => {
  for (let user = 1; user <= 10; user++) for (let n = 10; n < 16; n++) await order(user, n, day(12));
  for (const n of [11, 13, 14]) await desk.snapshot({ asOf: day(n), keep: 3 }, silentProgress());
  const answer = await get<FeatureAnswer>('/api/features/orders');
  expect(answer.history.map(({ asOf }) => asOf)).toEqual([11, 13, 14].map((n) => day(n).toISOString()));
  expect(answer.history.map(({ median }) => median)).toEqual([2, 8, 8]);
  expect(answer.history[1].psi).toBeGreaterThan(0.25);
  expect(answer.feature.drift).toMatchObject({ verdict: 'same' });
  const rows = await clickhouse.query('SELECT DISTINCT snapshot FROM feature_rows');
  expect(rows).toHaveLength(3);
});

test('a snapshot of a past day that is taken later is what the next one moved from', async () => {
  const between = new Date(day(13).getTime() + 43_200_000);
  await desk.snapshot({ asOf: between, keep: 4 }, silentProgress());
  const { before, feature } = await get<FeatureAnswer>('/api/features/orders');
  expect(before?.asOf).toBe(between.toISOString());
  expect(feature.drift).toMatchObject({ verdict: 'same' });
});

test('where memory is short, a snapshot in slices of the people is the same', async () => {
  const whole = await get<FeaturesAnswer>('/api/features');
  // so little memory that the people are looked at in four parts
  const queryOne = async <T>(sql: string, params?: Params): Promise<T | undefined> =>
    clickhouse.queryOne<T>(sql.replace(`getSetting('max_memory_usage')`, '2000'), params);
  const pressed = createFeatureDesk({ ...deps, clickhouse: { ...clickhouse, queryOne } });
  await pressed.snapshot({ asOf: day(14), keep: 3 }, silentProgress());
  expect((await get<FeaturesAnswer>('/api/features')).features).toEqual(whole.features);
});

test('models, and what leans on them, use a feature', async () => {
  await publish('Model', 'repurchase', {
    goal: { event: 'order_paid' },
    who: 'count(order_paid) >= 1',
    horizonDays: 30,
  });
  await publish('Tag', 'likely', { type: 'predicted', model: 'repurchase', bands: [{ value: 'high', atLeast: 0.5 }] });
  const { feature } = await get<FeatureAnswer>('/api/features/orders');
  expect(feature.usedBy.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['Model repurchase', 'Tag likely']);
});

test('people of a band are those whose value lies in it', async () => {
  const { people } = await get<{ people: { id: string; value: number }[] }>(
    '/api/features/orders/people?from=10&limit=5',
  );
  expect(new Map(people.map(({ id, value }) => [id, value]))).toEqual(
    new Map([
      ['u-4', 10],
      ['u-9', 10],
    ]),
  );
  const none = await get<{ people: unknown[] }>('/api/features/spend-mean/people?missing=true');
  expect(none.people).toEqual([]);
});

test('over HTTP: a snapshot is a job, asked twice the same one; viewers and the future are refused', async () => {
  const started = await take({ asOf: day(14).toISOString() }, operator);
  expect(started.statusCode).toBe(200);
  const again = await take({}, operator);
  expect(again.json<{ job: { id: string } }>().job.id).toBe(started.json<{ job: { id: string } }>().job.id);
  expect((await take({}, viewer)).statusCode).toBe(403);
  expect((await take({}, {})).statusCode).toBe(401);
  expect((await take({ asOf: '2999-01-01T00:00:00Z' }, operator)).statusCode).toBe(400);
  expect((await take({ keep: 1 }, operator)).statusCode).toBe(400);
  const missing = await server.inject({ url: '/api/features/none', headers: reader });
  expect([missing.statusCode, codeOf(missing)]).toEqual([404, 'not_found']);
});
