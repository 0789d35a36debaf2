import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Routes } from './http-server.ts';
import { testHttp } from './testing.ts';

const held: (() => void)[] = [];
const routes: Routes = (server) => {
  server.post('/v1/take', { config: { public: true }, bodyLimit: 1000 }, async () => ({ ok: true }));
  // stays in work until the test lets go, as collection does while the store is away
  server.post('/v1/hold', { config: { public: true }, bodyLimit: 1000 }, async () => {
    await new Promise<void>((resume) => held.push(resume));
    return { ok: true };
  });
};
const { server } = await testHttp({
  routes: [routes],
  maxBytesInFlight: 1500,
  patience: { headersMs: 300, requestMs: 600, checkMs: 50 },
});
const port = Number(new URL(await server.listen({ port: 0, host: '127.0.0.1' })).port);
afterAll(() => server.close());

/** Writes pieces with pauses and answers all that comes back. */
const dripped = async (pieces: readonly string[], everyMs: number): Promise<string> => {
  const socket = connect({ port, host: '127.0.0.1' });
  // a piece on its way when the server ends the connection resets it: what was answered before that is there all the same
  socket.on('error', () => {});
  let answered = '';
  socket.setEncoding('utf8').on('data', (part) => (answered += String(part)));
  const closed = once(socket, 'close');
  for (const piece of pieces) {
    if (!socket.writable) break;
    socket.write(piece);
    await pause(everyMs);
  }
  await closed;
  return answered;
};
const head = 'POST /v1/take HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

describe('a slow client', () => {
  test('who never ends the headers is told and cut off', async () => {
    const answer = await dripped(['POST /v1/take HTTP/1.1\r\n', ...Array.from({ length: 30 }, () => 'x: y\r\n')], 50);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"request_too_slow"');
  });

  test('who never ends the body is told and cut off, while others are served', async () => {
    const slow = dripped([`${head}content-length: 100\r\n\r\n`, ...Array.from({ length: 30 }, () => '1')], 50);
    const other = await server.inject({ method: 'POST', url: '/v1/take', payload: {} });
    expect(other.statusCode).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1.1 408 /);
  });

  test('who speaks something else hears so', async () => {
    const answer = await dripped(['\x16\x03\x01 hello\r\n\r\n'], 1);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"invalid_input"');
  });

  test('whose headers have no end hears so', async () => {
    expect(await dripped([`${head}x: ${'y'.repeat(40_000)}\r\n\r\n`], 1)).toMatch(/^HTTP\/1.1 431 /);
  });
});

test('503 with Retry-After before a body is read when the bodies in work come to too much; then all is well again', async () => {
  const payload = { text: 'x'.repeat(900) };
  const first = server.inject({ method: 'POST', url: '/v1/hold', payload });
  await expect.poll(() => held.length).toBe(1);
  const refused = await server.inject({ method: 'POST', url: '/v1/take', payload });
  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBe('1');
  expect((await server.inject({ method: 'POST', url: '/v1/take', payload: {} })).statusCode).toBe(200);
  held.forEach((resume) => resume());
  expect((await first).statusCode).toBe(200);
  expect((await server.inject({ method: 'POST', url: '/v1/take', payload })).statusCode).toBe(200);
});
