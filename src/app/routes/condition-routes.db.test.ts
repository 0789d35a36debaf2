import { expect, test } from 'vitest';
import { createDocumentStore } from '#documents';
import { stableUuid } from '#platform';
import { testHttp } from '#platform/http/testing.ts';
import { testStores } from '#platform/testing.ts';
import { readConditionWords } from '../condition-words/read-condition-words.ts';
import { documentRegistry } from '../kinds.ts';
import { readEventTitles } from '../loop-documents.ts';
import { appMigrations } from '../migrations.ts';
import { conditionRoutes } from './condition-routes.ts';

const { clickhouse, postgres, clock } = await testStores({ migrations: appMigrations });
const documents = createDocumentStore({ postgres, clock, registry: documentRegistry() });
const { server, withKey } = await testHttp({
  routes: [
    conditionRoutes({
      words: () => readConditionWords({ clickhouse, documents, eventTitles: () => readEventTitles(documents) }),
    }),
  ],
});

const ask = async (scope: 'events:read' | 'documents:read') =>
  server.inject({ method: 'GET', url: '/api/condition-words', headers: await withKey(scope) });

test('what arrived is offered before what is only defined, each with its words', async () => {
  const key = { kind: 'EventDefinition', name: 'order_paid' };
  await documents.saveDraft({ ...key, title: { zh: '支付成功', en: 'Order paid' }, spec: {} }, { author: null });
  await documents.publish([key]);
  const catalogue = { kind: 'Catalogue', name: 'product' };
  await documents.saveDraft(
    {
      ...catalogue,
      title: { zh: '商品', en: 'Products' },
      spec: {
        properties: ['product_id'],
        attributes: { category: { title: { zh: '品类', en: 'Category' } }, price: { type: 'number' } },
      },
    },
    { author: null },
  );
  await documents.publish([catalogue]);
  await clickhouse.insert({
    table: 'entities',
    rows: ['fridge', 'oven', 'fridge'].map((category, i) => ({
      catalogue: 'product',
      id: `p${i}`,
      attributes: { category, price: '9' },
      updated_at: '2026-01-01 00:00:00.000',
    })),
  });
  await clickhouse.insert({
    table: 'events',
    rows: ['looked', 'looked', 'order_paid'].map((name, i) => ({
      event_id: stableUuid('words', String(i)),
      name,
      ts: '2026-01-01 00:00:00.000',
      received_at: '2026-01-01 00:00:00.000',
    })),
  });
  const answer = await ask('events:read');
  expect(answer.statusCode).toBe(200);
  const { events, attributes } = answer.json();
  expect(events.slice(0, 2)).toEqual([
    { name: 'looked', title: { zh: 'looked', en: 'looked' }, events: 2 },
    { name: 'order_paid', title: { zh: '支付成功', en: 'Order paid' }, events: 1 },
  ]);
  expect(events.find(({ name }: { name: string }) => name === '$message_sent')).toMatchObject({ events: 0 });
  expect(attributes).toEqual([
    {
      property: 'product_id',
      name: 'category',
      title: { zh: '品类', en: 'Category' },
      type: 'string',
      values: ['fridge', 'oven'],
    },
    { property: 'product_id', name: 'price', title: { zh: 'price', en: 'price' }, type: 'number', values: [] },
  ]);
});

test('a key without events:read is refused', async () => {
  expect((await ask('documents:read')).statusCode).toBe(403);
});
