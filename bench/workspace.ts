import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedInbox } from '#act';
import { type Gyre, openGyre } from '#app';
import { createLogger, readEnv, type WorkspaceClock } from '#platform';

type Simulated = {
  readonly clock?: WorkspaceClock;
  readonly inbox?: SimulatedInbox;
  /** What the embedded ClickHouse may use; the product's default when left out. */
  readonly memoryMib?: number;
};

/** A workspace of its own, with its embedded stores, in a temporary directory; both are gone afterwards. */
export const inWorkspace = async <T>(
  work: (gyre: Gyre) => Promise<T>,
  { memoryMib, ...simulated }: Simulated = {},
): Promise<T> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gyre-bench-'));
  try {
    const env = readEnv({
      GYRE_DATA: dataDir,
      GYRE_PORT: '0',
      GYRE_LOG: 'warn',
      ...(memoryMib === undefined ? {} : { GYRE_MEMORY_MIB: String(memoryMib) }),
    });
    const gyre = await openGyre({ env, log: createLogger({ level: env.logLevel }), mode: 'own', ...simulated });
    try {
      return await work(gyre);
    } finally {
      await gyre.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};
