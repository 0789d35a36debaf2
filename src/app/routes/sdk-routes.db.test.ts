import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { codeOf, testHttp } from '#platform/http/testing.ts';
import { createDemoKey } from '../demo-key.ts';
import { readSdkFiles } from '../sdk-files.ts';
import { sdkRoutes } from './sdk-routes.ts';

const dir = mkdtempSync(join(tmpdir(), 'gyre-sdk-'));
mkdirSync(join(dir, 'demo'));
writeFileSync(join(dir, 'gyre.js'), 'the script');
writeFileSync(join(dir, 'gyre.js.br'), brotliCompressSync('the script'));
writeFileSync(join(dir, 'demo/index.html'), '<title>shop</title>');
writeFileSync(join(dir, '.stamp'), 'private');

let demoKey: (() => Promise<string>) | undefined;
const { server, auth, clock, signedIn, withKey } = await testHttp({
  routes: [sdkRoutes({ files: readSdkFiles(dir), demoKey: async () => demoKey?.() ?? '' })],
});
demoKey = createDemoKey({ auth, clock });

describe('GET /sdk/gyre.js', () => {
  test('200: any site may load it, and caches may keep it for an hour', async () => {
    const answer = await server.inject('/sdk/gyre.js');
    expect([answer.statusCode, answer.body]).toEqual([200, 'the script']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': expect.stringContaining('max-age=3600'),
      vary: 'accept-encoding',
    });
  });

  test('200: compressed for who can read that', async () => {
    const answer = await server.inject({ url: '/sdk/gyre.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe('the script');
  });

  test('304: nothing is sent to who has it', async () => {
    const { headers } = await server.inject('/sdk/gyre.js');
    const again = await server.inject({ url: '/sdk/gyre.js', headers: { 'if-none-match': String(headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test.each(['/sdk/gyre.mjs', '/sdk/.stamp', '/sdk/demo/../.stamp'])('404: %s is not there', async (url) => {
    const answer = await server.inject(url);
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
  });
});

describe('the demo shop', () => {
  test('is shown to everybody, and gives its key to nobody who may not send events', async () => {
    expect((await server.inject('/sdk/demo')).headers['content-security-policy']).toContain("default-src 'self'");
    const ask = async (headers: Record<string, string> = {}) =>
      (await server.inject({ method: 'POST', url: '/api/sdk/demo-key', headers })).statusCode;
    const { cookie } = await signedIn('viewer');
    expect([await ask(), await ask({ cookie }), await ask(await withKey('events:read'))]).toEqual([401, 403, 403]);
  });

  test('has one key for all who open it; a revoked one is replaced, an old one revoked', async () => {
    const { cookie } = await signedIn('operator');
    const ask = async (): Promise<string> =>
      (await server.inject({ method: 'POST', url: '/api/sdk/demo-key', headers: { cookie } })).json().writeKey;
    const first = await ask();
    expect(await ask()).toBe(first);
    expect(await auth.authenticateWriteKey(first)).toMatchObject({ source: 'sdk-demo' });
    const [key] = await auth.keys.list().then((keys) => keys.filter(({ name }) => name === 'sdk-demo'));
    await auth.keys.revoke(key?.id ?? '');
    const second = await ask();
    expect(second).not.toBe(first);
    clock.set(new Date(clock.now().getTime() + 8 * 86_400_000));
    demoKey = createDemoKey({ auth, clock });
    const third = await demoKey();
    expect(await auth.authenticateWriteKey(second)).toBeUndefined();
    expect(await auth.authenticateWriteKey(third)).toBeDefined();
  });
});
