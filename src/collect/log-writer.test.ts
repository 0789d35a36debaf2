import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, test } from 'vitest';
import { type ClickHouse, GyreError, problem, silentLogger } from '#platform';
import { createLogWriter, type RefusedLine } from './log-writer.ts';

type Insert = { readonly token: string | undefined; readonly body: string };

/** The store at the other end: notes what it is sent, holds it back until told, and fails when told. */
const aStore = () => {
  const inserts: Insert[] = [];
  const held: (() => void)[] = [];
  let holding = false;
  let failures: Error[] = [];
  let refuses: (line: string) => boolean = () => false;
  const clickhouse: Pick<ClickHouse, 'insertRaw'> = {
    insertRaw: async ({ body, token }) => {
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(Buffer.from(chunk));
      const text = Buffer.concat(chunks).toString();
      inserts.push({ token, body: text });
      if (holding) await new Promise<void>((release) => held.push(release));
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      if (text.split('\n').some((line) => line !== '' && refuses(line))) throw refusal();
    },
  };
  return {
    // the writer uses nothing else of it
    clickhouse: clickhouse as ClickHouse,
    inserts,
    hold: () => void (holding = true),
    release: () => {
      holding = false;
      held.splice(0).forEach((go) => go());
    },
    failWith: (...causes: Error[]) => void (failures = causes),
    refuse: (poison: (line: string) => boolean) => void (refuses = poison),
  };
};

const away = () => problem('store_unavailable', { detail: 'ClickHouse' });
const refusal = () =>
  problem('internal', {
    cause: new ClickHouseError({ message: 'Cannot parse JSON object', code: '117', type: 'INCORRECT_DATA' }),
  });

const writerOver = (
  store: ReturnType<typeof aStore>,
  more: object = {},
  setAside?: (lines: readonly RefusedLine[]) => Promise<void>,
) =>
  createLogWriter(
    { table: 'events', columns: ['a'], maxDelayMs: 5, retryDelayMs: 1, ...more },
    { clickhouse: store.clickhouse, log: silentLogger(), setAside },
  );
const codeOf = async (work: Promise<void>): Promise<unknown> => {
  const cause: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return cause instanceof GyreError ? cause.code : cause;
};
const lines = (from: number, count: number) => Array.from({ length: count }, (_, i) => `[${from + i}]\n`);

describe('gathering', () => {
  test('lines of many callers go out as one insert, in their order', async () => {
    const store = aStore();
    const writer = writerOver(store);
    await Promise.all([writer.append(lines(0, 2)), writer.append(lines(2, 1)), writer.append(lines(3, 1))]);
    expect(store.inserts.map(({ body }) => body)).toEqual(['[0]\n[1]\n[2]\n[3]\n']);
  });

  test('enough rows, or enough bytes, do not wait for the clock', async () => {
    const rows = aStore();
    await writerOver(rows, { maxRows: 3, maxDelayMs: 60_000 }).append(lines(0, 3));
    const bytes = aStore();
    await writerOver(bytes, { maxBytes: 10, maxDelayMs: 60_000 }).append([`["${'x'.repeat(20)}"]\n`]);
    expect([rows.inserts.length, bytes.inserts.length]).toEqual([1, 1]);
  });

  test('what comes while two inserts are on their way waits and goes out together', async () => {
    const store = aStore();
    store.hold();
    const writer = writerOver(store, { maxRows: 1 });
    const all = lines(0, 5).map((line) => writer.append([line]));
    expect(writer.queued()).toBe(5);
    await new Promise((later) => setTimeout(later, 10));
    expect(store.inserts).toHaveLength(2);
    store.release();
    await Promise.all(all);
    expect(store.inserts.map(({ body }) => body)).toEqual(['[0]\n', '[1]\n', '[2]\n[3]\n[4]\n']);
    expect(writer.queued()).toBe(0);
  });

  test('a few lines do not make an insert of their own while another is under way; enough of them do', async () => {
    const store = aStore();
    store.hold();
    const writer = writerOver(store, { maxDelayMs: 1, worthwhileRows: 3 });
    const first = writer.append(lines(0, 1));
    await expect.poll(() => store.inserts.length).toBe(1);
    const second = writer.append(lines(1, 2));
    await new Promise((later) => setTimeout(later, 20));
    expect(store.inserts).toHaveLength(1);
    const third = writer.append(lines(3, 1));
    await expect.poll(() => store.inserts.length).toBe(2);
    store.release();
    await Promise.all([first, second, third]);
    expect(store.inserts.map(({ body }) => body)).toEqual(['[0]\n', '[1]\n[2]\n[3]\n']);
  });

  test('nothing is nothing to wait for', async () => {
    const store = aStore();
    await writerOver(store).append([]);
    expect(store.inserts).toEqual([]);
  });
});

describe('back-pressure', () => {
  test.each([
    ['rows', { maxQueuedRows: 3 }],
    ['bytes', { maxQueuedBytes: 5 }],
  ])('too many %s are refused at once, and taken again when the log has caught up', async (_what, limit) => {
    const store = aStore();
    store.hold();
    const writer = writerOver(store, limit);
    const first = writer.append(lines(0, 2));
    expect(await codeOf(writer.append(lines(2, 2)))).toBe('too_many_requests');
    store.release();
    await first;
    await writer.append(lines(2, 2));
    expect(store.inserts.map(({ body }) => body).join('')).toBe('[0]\n[1]\n[2]\n[3]\n');
  });
});

describe('failures', () => {
  test('an insert that failed is repeated with the same bytes and the same token', async () => {
    const store = aStore();
    store.failWith(away(), away());
    await writerOver(store).append(lines(0, 2));
    expect(store.inserts).toHaveLength(3);
    expect(new Set(store.inserts.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(store.inserts[0]?.token).toBeTruthy();
  });

  test('two inserts have two tokens, even with the same bytes', async () => {
    const store = aStore();
    const writer = writerOver(store);
    await writer.append(lines(0, 1));
    await writer.append(lines(0, 1));
    expect(new Set(store.inserts.map(({ token }) => token)).size).toBe(2);
  });

  test('a store that stays away fails the callers, and the next ones are tried anew', async () => {
    const store = aStore();
    store.failWith(away(), away(), away());
    const writer = writerOver(store, { attempts: 3 });
    expect(await codeOf(writer.append(lines(0, 1)))).toBe('store_unavailable');
    await writer.append(lines(1, 1));
    expect(writer.queued()).toBe(0);
  });

  test('lines the store refuses are set aside with its words; all others are stored', async () => {
    const store = aStore();
    store.refuse((line) => line === '[3]' || line === '[7]');
    const aside: RefusedLine[] = [];
    const writer = writerOver(store, {}, async (refused) => void aside.push(...refused));
    await writer.append(lines(0, 10));
    const stored = store.inserts
      .filter(({ body }) => !/\[3\]|\[7\]/.test(body))
      .flatMap(({ body }) => body.trim().split('\n'));
    expect(stored.toSorted()).toEqual(['[0]', '[1]', '[2]', '[4]', '[5]', '[6]', '[8]', '[9]']);
    expect(aside.map(({ line }) => line)).toEqual(['[3]', '[7]']);
    expect(aside[0]?.words).toContain('Cannot parse JSON object');
  });

  test('a refusal is not repeated, and fails the caller where nobody takes what is refused', async () => {
    const store = aStore();
    store.refuse(() => true);
    expect(await codeOf(writerOver(store).append(lines(0, 1)))).toBe('internal');
    expect(store.inserts).toHaveLength(1);
  });

  test('a store that goes away while lines are being sorted out fails the callers: nothing is acknowledged', async () => {
    const store = aStore();
    store.failWith(refusal(), away(), away());
    const aside: RefusedLine[] = [];
    const writer = writerOver(store, { attempts: 2 }, async (refused) => void aside.push(...refused));
    expect(await codeOf(writer.append(lines(0, 4)))).toBe('store_unavailable');
    expect(aside).toEqual([]);
  });
});

test('close resolves when all that was accepted is on disk', async () => {
  const store = aStore();
  store.hold();
  const writer = writerOver(store, { maxDelayMs: 60_000 });
  const appended = writer.append(lines(0, 2));
  let closed = false;
  const closing = writer.close().then(() => void (closed = true));
  await new Promise((later) => setTimeout(later, 10));
  expect([store.inserts.length, closed]).toEqual([1, false]);
  store.release();
  await Promise.all([appended, closing]);
  expect(closed).toBe(true);
});
