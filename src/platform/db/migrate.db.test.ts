import { describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { GyreError } from '../errors.ts';
import { createTable } from './clickhouse/ddl.ts';
import { migrate } from './migrate.ts';
import type { Migration, Migrations } from './migration.ts';

const notes: Migration = { id: 'test_0001_notes', statements: ['CREATE TABLE notes (id int PRIMARY KEY)'] };
const readings: Migration = {
  id: 'test_0001_readings',
  statements: ({ topology }) =>
    createTable({ name: 'readings', columns: [['at', 'UInt32']], engine: 'Plain', orderBy: ['at'] }, topology),
};
const both: Migrations = { postgres: [notes], clickhouse: [readings] };

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return thrown instanceof GyreError ? thrown.code : String(thrown);
};

describe('migrate', async () => {
  test('applies each step once, also when two processes start together', async () => {
    const stores = await testStores({ migrations: { postgres: [], clickhouse: [] } });
    const answers = await Promise.all([1, 2, 3].map(() => migrate({ ...stores, migrations: both })));
    expect(answers.flat().toSorted()).toEqual(['test_0001_notes', 'test_0001_readings']);
    expect(await migrate({ ...stores, migrations: both })).toEqual([]);
    expect(await stores.clickhouse.query('SELECT count() AS n FROM readings')).toEqual([{ n: '0' }]);
  });

  test('refuses stores that a newer Gyre has written, before changing anything', async () => {
    const stores = await testStores({ migrations: both });
    const older: Migrations = {
      postgres: [{ id: 'test_0000_other', statements: ['CREATE TABLE other (id int)'] }],
      clickhouse: [readings],
    };
    expect(await codeOf(migrate({ ...stores, migrations: older }))).toBe('schema_newer');
    expect(await stores.postgres.queryOne(`SELECT to_regclass('other') AS found`)).toEqual({ found: null });
  });

  test('refuses a step whose statements were edited after it was applied', async () => {
    const stores = await testStores({ migrations: both });
    const edited: Migrations = {
      ...both,
      postgres: [{ ...notes, statements: ['CREATE TABLE notes (id bigint PRIMARY KEY)'] }],
    };
    expect(await codeOf(migrate({ ...stores, migrations: edited }))).toBe('schema_changed');
  });

  test('a PostgreSQL step that fails half-way leaves nothing and can be mended', async () => {
    const stores = await testStores({ migrations: { postgres: [], clickhouse: [] } });
    const broken: Migrations = {
      postgres: [{ id: 'test_0001_a', statements: ['CREATE TABLE a (id int)', 'CREATE TABLE a (id int)'] }],
      clickhouse: [],
    };
    await expect(migrate({ ...stores, migrations: broken })).rejects.toThrow('already exists');
    const mended: Migrations = {
      postgres: [{ id: 'test_0001_a', statements: ['CREATE TABLE a (id int)'] }],
      clickhouse: [],
    };
    expect(await migrate({ ...stores, migrations: mended })).toEqual(['test_0001_a']);
  });
});
