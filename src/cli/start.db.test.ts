import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

let dataDir: string;
let other: Server;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-start-'));
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
});
afterAll(async () => {
  other.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** `gyre` from the sources, to its end. */
const gyre = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, LANG: 'C.UTF-8', GYRE_DATA: dataDir, ...env },
  });
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return {
    errors: errors
      .trim()
      .split('\n')
      .filter((line) => !/^ *✓/.test(line)),
    code,
  };
};

describe('gyre start', () => {
  it('says in a sentence that the port is taken, stops its stores and ends', async () => {
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { errors, code } = await gyre(['start', '--empty', '--port', String(port)]);
    expect(errors).toEqual([
      `A setting is missing or wrong: 127.0.0.1:${port} is taken by another program. Choose another port with --port. (GYRE_PORT)`,
    ]);
    expect(code).toBe(1);
  });

  it('names a wrong setting with its meaning, and starts nothing', async () => {
    const { errors, code } = await gyre(['start', '--empty'], { GYRE_MEMORY_MIB: 'much' });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/GYRE_MEMORY_MIB \(memory the embedded ClickHouse may use, in MiB\)/);
    expect(code).toBe(1);
  });
});
