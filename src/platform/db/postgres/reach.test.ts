import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePasswd } from './account.ts';
import { canReach, maySearch } from './reach.ts';

const account = { name: 'a', uid: 100, gid: 200 };

test('search permission follows the class the account falls in, as the kernel decides it', () => {
  expect(maySearch({ mode: 0o701, uid: 0, gid: 0 }, account)).toBe(true);
  expect(maySearch({ mode: 0o700, uid: 0, gid: 0 }, account)).toBe(false);
  expect(maySearch({ mode: 0o710, uid: 0, gid: 200 }, account)).toBe(true);
  // the group's class binds its members even when others may
  expect(maySearch({ mode: 0o701, uid: 0, gid: 200 }, account)).toBe(false);
  expect(maySearch({ mode: 0o100, uid: 100, gid: 0 }, account)).toBe(true);
});

test.runIf(process.getuid?.() === 0)('one closed directory on the way is enough to be out of reach', async () => {
  const root = await mkdtemp(join(tmpdir(), 'gyre-reach-'));
  const inner = join(root, 'closed/inner');
  await mkdir(inner, { recursive: true });
  await chmod(root, 0o755);
  await chmod(join(root, 'closed'), 0o700);
  expect(await canReach(inner, account)).toBe(false);
  expect(await canReach(root, account)).toBe(true);
  await chown(join(root, 'closed'), account.uid, account.gid);
  expect(await canReach(inner, account)).toBe(true);
  await rm(root, { recursive: true });
});

test('accounts are read from passwd(5), broken lines left out', () => {
  const text =
    'root:x:0:0:root:/root:/bin/sh\n\nbroken\npostgres:x:101:104:PostgreSQL,,,:/var/lib/postgresql:/bin/bash\n';
  expect(parsePasswd(text)).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'postgres', uid: 101, gid: 104 },
  ]);
});
