import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyDirectory, type Gyre, openGyre, packageRoot } from '#app';
import { identifyAll } from '#identify';
import { type Clock, createLogger, readEnv } from '#platform';
import { createWorld, type World } from '#world';

/** Any 32 characters: codes and hashed identifiers follow from it, so it is the same in every workspace of a test. */
export const secret = 'a secret that only these tests know';

/** Small enough to live through in seconds, large enough to have buyers in every group. */
export const brandOptions = {
  seed: 'small brand',
  customers: 900,
  start: new Date('2025-01-01T00:00:00Z'),
  months: 12,
} as const;

export const horizonDays = 60;

export type StoreUrls = { readonly clickhouse: string; readonly postgres: string };

/** The settings of a process that works on these stores. */
export const settingsOn = (urls: StoreUrls, dataDir: string): Record<string, string> => ({
  GYRE_CLICKHOUSE_URL: urls.clickhouse,
  GYRE_POSTGRES_URL: urls.postgres,
  GYRE_DATA: dataDir,
  GYRE_SECRET: secret,
  GYRE_LOG: 'error',
});

export const openOn = (
  urls: StoreUrls,
  { clock, dataDir, port = 0 }: { readonly clock: Clock; readonly dataDir: string; readonly port?: number },
): Promise<Gyre> =>
  openGyre({
    env: readEnv({ ...settingsOn(urls, dataDir), GYRE_PORT: String(port) }),
    log: createLogger({ level: 'error' }),
    clock,
    mode: 'own',
  });

/** A brand's documents with a budget that a small brand feels. */
export const withSmallBrandDocuments = async <T>(
  budget: string,
  work: (directory: string) => Promise<T>,
): Promise<T> => {
  const from = join(packageRoot(), 'examples/lanjia');
  const directory = await mkdtemp(join(tmpdir(), 'gyre-documents-'));
  try {
    for (const name of await readdir(from)) {
      const text = await readFile(join(from, name), 'utf8');
      await writeFile(
        join(directory, name),
        text
          .replace(/budget: .*/, `budget: ${budget}`)
          // a small brand has too few buyers to learn from: who looks around is of the program too, and for longer
          .replaceAll('count(order_paid, 365d) >= 1', 'count(product_viewed, 365d) >= 1')
          .replaceAll('horizonDays: 30', `horizonDays: ${horizonDays}`),
      );
    }
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/** Sends the history of a world into a workspace and publishes the brand's documents. */
export const liveHistory = async (gyre: Gyre, world: World, budget = '600 CNY'): Promise<void> => {
  const { clickhouse, postgres } = gyre.stores;
  const history = [...world.history()].flat();
  for (let start = 0; start < history.length; start += 5_000) {
    await gyre.collector.batch({ messages: history.slice(start, start + 5_000), source: 'lanjia', shared: {} });
  }
  await identifyAll({ clickhouse, postgres, clock: gyre.clock });
  await withSmallBrandDocuments(budget, (directory) => applyDirectory(gyre.documents, directory, { author: 'test' }));
};

export const aSmallBrand = (): World => createWorld(brandOptions);
