import { expect, test } from 'vitest';
import { collectMigrations } from '#collect';
import { check, type CheckContext, compileSet, evaluate, parseExpression } from '#documents';
import { identifyMigrations } from '#identify';
import { sqlTime } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { meaningsOf } from '../known.ts';
import { profileMigrations } from '../migrations.ts';
import { knownOf, personKey, send } from '../tags/testing.ts';
import { attributeMeaning } from './attribute-sql.ts';
import { putEntries, readEntries, removeEntries } from './entries.ts';
import { catalogueKind } from './kind.ts';
import { catalogueSpecSchema, type Entry } from './schemas.ts';

const migrations = allMigrations([collectMigrations, identifyMigrations, profileMigrations]);
const spec = catalogueSpecSchema.parse({
  properties: ['product_id'],
  attributes: { category: {}, price: { type: 'number' }, gift: { type: 'boolean' } },
});
const product = { name: 'product', spec };

test('a property leads to its entry, in both engines alike, as soon as the entry is there', async () => {
  const { clickhouse, clock } = await testStores({ migrations });
  const now = clock.now();
  const at = new Date(now.getTime() - 86_400_000);
  const seen = ['p1', 'p2', 'p3', 'gone', ''].map((product_id) => ({
    user: 'a',
    name: 'product_viewed',
    at,
    properties: { product_id },
  }));
  await send({ clickhouse }, seen);
  const entries: readonly Entry[] = [
    { id: 'p1', attributes: { category: 'fridge', price: 1499.5, gift: false } },
    { id: 'p2', attributes: { category: 'fridge', price: 1e21 } },
    { id: 'p3', attributes: { category: 'filter', price: 99, gift: true } },
    { id: 'gone', attributes: { category: 'fridge' } },
  ];
  await putEntries({ clickhouse, clock }, product, entries);
  await removeEntries({ clickhouse, clock }, product, ['gone']);
  const texts = [
    'count(product_viewed where product_id->category = "fridge")',
    'coalesce(favourite(product_viewed.product_id->category), "")',
    'min(product_viewed.product_id->price)',
    'count(product_viewed where product_id->gift)',
    'count(product_viewed where exists(product_id->category))',
    'count(product_viewed where exists(product_id->colour))',
  ];
  const { sql, params } = compileSet({
    outputs: texts.map((text, i) => ({ name: `x${i}`, expression: parseExpression(text) })),
    meanings: meaningsOf({ ...knownOf([]), attribute: attributeMeaning([product]) }),
  });
  const rows = await clickhouse.query<Record<string, unknown>>(sql, { ...params, as_of: sqlTime(now) });
  expect(rows.map((row) => Object.values(row))).toEqual([[personKey('a'), 2, 'fridge', 99, 1, 3, 0]]);

  const page = await readEntries(clickhouse, 'product', { query: '', after: '', limit: 10 });
  const kept = new Map(page.entries.map(({ id, attributes }) => [id, attributes]));
  const events = seen.map(({ name, at: ts, properties }, i) => ({ eventId: String(i), name, ts, properties }));
  const attribute = (_: string, name: string, id: string): string | null => kept.get(id)?.[name] ?? null;
  const inMemory = texts.map((text) => {
    const { typed } = check(parseExpression(text));
    if (typed === null) throw new Error(text);
    return evaluate(typed, { events, asOf: now, attribute });
  });
  expect(inMemory).toEqual([2, 'fridge', 99, 1, 3, 0]);
});

test('two catalogues cannot claim one property', () => {
  const context: CheckContext = { documents: () => new Map([['other', spec]]) };
  expect(catalogueKind.inspect(spec, context, { kind: 'Catalogue', name: 'product' }).problems).toMatchObject([
    { severity: 'error', path: 'spec.properties[0]' },
  ]);
});
