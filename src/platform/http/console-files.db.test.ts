import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testHttp } from './testing.ts';

const dir = mkdtempSync(join(tmpdir(), 'gyre-console-'));
mkdirSync(join(dir, 'assets'));
writeFileSync(join(dir, 'index.html'), '<title>Gyre</title>');
writeFileSync(join(dir, 'assets/index-abc123.js'), 'export {}');
writeFileSync(join(dir, 'assets/index-abc123.js.br'), brotliCompressSync('export {}'));
writeFileSync(join(dir, '.stamp'), 'private');
writeFileSync(join(dir, '../outside.txt'), 'outside');
const { server } = await testHttp({ consoleDir: dir });

describe('the console’s files', () => {
  it.each(['/', '/programs/repurchase', '/sign-in'])('answer %s with the page, never from a cache', async (url) => {
    const answer = await server.inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Gyre');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('may keep hashed assets for a year', async () => {
    const answer = await server.inject('/assets/index-abc123.js');
    expect(answer.headers['content-type']).toContain('javascript');
    expect(answer.headers['cache-control']).toContain('immutable');
  });

  it('go compressed to who can read that', async () => {
    const answer = await server.inject({ url: '/assets/index-abc123.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.headers['content-type']).toContain('javascript');
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe('export {}');
  });

  it.each([
    '/api/nothing',
    '/v1/nothing',
    '/assets/gone.js',
    '/.stamp',
    '/..%2foutside.txt',
    '/../outside.txt',
    '/%E0%A4%A',
  ])('answer %s with no file', async (url) => {
    const answer = await server.inject(url);
    expect(answer.statusCode).not.toBe(200);
    expect(answer.body).not.toMatch(/outside\n|private/);
  });
});
