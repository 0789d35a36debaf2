import { describe, expect, test } from 'vitest';
import {
  collectMigrations,
  createCollector,
  createContactBook,
  createEventLog,
  createImports,
  createPseudonymizer,
} from '#collect';
import { silentLogger, silentProgress } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { testStores } from '#platform/testing.ts';
import { createAuth } from '#platform/http/auth/auth.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { enqueue } from '#platform/jobs/queue.ts';
import { startJob } from '../import-jobs.ts';
import { importRoutes } from './import-routes.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([platformMigrations, collectMigrations]),
});
const secret = 'a secret of the workspace, thirty-two';
const log = silentLogger();
const pseudonymizer = createPseudonymizer(secret);
const contacts = createContactBook(postgres, secret);
const collector = createCollector({
  ...createEventLog({ clickhouse, clock, log, secret }),
  clock,
  pseudonymizer,
  contacts,
});
const imports = createImports({
  clickhouse,
  postgres,
  clock,
  log,
  pseudonymizer,
  contacts,
  setAside: collector.setAside,
  plan: async () => ({ events: new Map(), unknownEvents: 'allow' }),
  reach: { hosts: [], databases: {} },
});
const logged = (source: string) =>
  clickhouse.query<{ n: string }>('SELECT count() AS n FROM events FINAL WHERE source = {source:String}', { source });
const auth = createAuth({ postgres, clock });
const server = await createHttpServer({
  log,
  auth,
  routes: [
    importRoutes({
      imports,
      startWriting: (id) => startJob(postgres, { queue: 'import', key: id, input: {} }),
      startSource: async (name) => startJob(postgres, { queue: 'import-source', key: name, input: {} }),
    }),
  ],
});
const keyWith = async (scope: 'events:read' | 'events:write'): Promise<string> =>
  `Bearer ${(await auth.keys.create({ name: scope, kind: 'secret', scopes: [scope], createdBy: 'test' })).secret}`;
const writer = await keyWith('events:write');
const reader = await keyWith('events:read');

const call = async (
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  more: { body?: object; bytes?: string; authorization?: string } = {},
) => {
  const answer = await server.inject({
    method,
    url,
    headers: {
      authorization: more.authorization ?? writer,
      ...(more.bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(more.bytes === undefined ? {} : { payload: more.bytes }),
    ...(more.body === undefined ? {} : { payload: more.body }),
  });
  return { status: answer.statusCode, body: answer.json() };
};
const csv = 'who,at,amount\nu1,2026-01-01,10\nu1,2026-01-01,10\nnull,2026-01-01,5\n';
const upload = () => call('POST', '/api/data/imports/upload?name=orders.csv', { bytes: csv });
const mapping =
  'source: up\ntime: { column: at }\nids: { user_id: who }\nevents: [{ name: order_paid }]\nvalue: amount\n';

describe('an upload', () => {
  test('is read, its columns told, a mapping suggested and tried; nothing is in the log before it is started', async () => {
    const { status, body } = await upload();
    expect({ status, state: body.import.state, rows: body.import.rows }).toEqual({
      status: 200,
      state: 'read',
      rows: 3,
    });
    expect(body.columns.map((column: { name: string; guess: string }) => [column.name, column.guess])).toEqual([
      ['who', 'text'],
      ['at', 'time'],
      ['amount', 'number'],
    ]);
    const preview = await call('POST', `/api/data/imports/${body.import.id}/preview`, { body: { mapping } });
    expect(preview.body).toMatchObject({
      rows: 3,
      judged: 3,
      events: 2,
      quarantined: 1,
      alreadyLogged: 0,
      people: 1,
      newPeople: 1,
    });
    expect(preview.body.sample[0]).toMatchObject({
      type: 'event',
      name: 'order_paid',
      ids: { user_id: 'u1' },
      value: 10,
    });
    expect((await logged('up'))[0]?.n).toBe('0');
    expect((await call('POST', `/api/data/imports/${body.import.id}/start`, { body: { mapping } })).status).toBe(202);
    const run = await imports.store.find(body.import.id);
    await imports.write(body.import.id, run?.mapping ?? expect.unreachable(), silentProgress());
    expect((await logged('up'))[0]?.n).toBe('2');
    const list = await call('GET', '/api/data/imports', { authorization: reader });
    expect(list.body.imports[0]).toMatchObject({ state: 'done', report: { events: 2, quarantined: 1 } });
  });

  test('can be given up', async () => {
    const { body } = await upload();
    expect((await call('DELETE', `/api/data/imports/${body.import.id}`)).body.import.state).toBe('discarded');
    expect((await call('POST', `/api/data/imports/${body.import.id}/preview`, { body: { mapping } })).status).toBe(409);
  });
});

test.each([
  ['400 for a mapping that is none', '/start', { mapping: 'source: [' }, 400],
  ['400 for a column the file has not', '/start', { mapping: mapping.replace('who', 'nobody') }, 400],
])('%s', async (_name, path, body, status) => {
  const staged = await upload();
  expect((await call('POST', `/api/data/imports/${staged.body.import.id}${path}`, { body })).status).toBe(status);
});

test('400 for a URL whose host is not listed, 401 without a key, 403 without the scope, 404 for an unknown import', async () => {
  expect((await call('POST', '/api/data/imports/url', { body: { url: 'http://example.com/a.csv' } })).status).toBe(400);
  expect((await call('GET', '/api/data/imports', { authorization: 'Bearer nothing' })).status).toBe(401);
  expect((await call('POST', '/api/data/imports/upload?name=a', { bytes: csv, authorization: reader })).status).toBe(
    403,
  );
  expect((await call('GET', '/api/data/imports/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  expect(await enqueue(postgres, { queue: 'import', key: 'x', input: {} })).toMatchObject({ added: true });
});
