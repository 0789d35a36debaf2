import { expect, test } from 'vitest';
import { stableUuid } from '#platform';
import { testStores } from '#platform/testing.ts';
import { stableUuidSql } from './uuid-sql.ts';

const { clickhouse } = await testStores();

test('SQL and TypeScript name the same event', async () => {
  const texts = Array.from({ length: 200 }, (_, index) => `派生\u0000${index}`);
  const rows = await clickhouse.query<{ id: string }>(
    `SELECT ${stableUuidSql('text')} AS id FROM (SELECT arrayJoin({texts:Array(String)}) AS text)`,
    { texts },
  );
  expect(rows.map(({ id }) => id)).toEqual(texts.map((text) => stableUuid(text)));
});
