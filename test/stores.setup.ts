import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openStores } from '#platform/db/stores.ts';
import { createLogger } from '#platform/log.ts';

/** One pair of real stores for the whole run; `testStores()` gives each test file databases of its own in them. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gyre-test-'));
  const stores = await openStores({ dataDir, memoryBytes: 2 * 2 ** 30, log: createLogger({ level: 'error' }) });
  project.provide('stores', stores.urls);
  return async () => {
    await stores.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
};
