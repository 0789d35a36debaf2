import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedInbox } from '#act';
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

/** A small brand has too few buyers to learn from in 30 days. */
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

type OpenArgs = { readonly clock: Clock; readonly dataDir: string; readonly inbox?: SimulatedInbox };

export const openOn = (urls: StoreUrls, { clock, dataDir, inbox }: OpenArgs): Promise<Gyre> =>
  openGyre({
    env: readEnv({ ...settingsOn(urls, dataDir), GYRE_PORT: '0' }),
    log: createLogger({ level: 'error' }),
    clock,
    mode: 'own',
    ...(inbox ? { inbox } : {}),
  });

type Documents = { readonly budget: string; readonly horizonDays: number };

/** The brand's documents with a budget that a small brand feels; who only looks around is of the program too. */
export const smallBrandDocuments = async ({
  budget,
  horizonDays: days,
}: Documents): Promise<{ readonly directory: string; readonly remove: () => Promise<void> }> => {
  const from = join(packageRoot(), 'examples/lanjia');
  const directory = await mkdtemp(join(tmpdir(), 'gyre-documents-'));
  for (const name of await readdir(from)) {
    const text = await readFile(join(from, name), 'utf8');
    await writeFile(
      join(directory, name),
      text
        .replace(/budget: .*/, `budget: ${budget}`)
        .replaceAll('count(order_paid, 365d) >= 1', 'count(product_viewed, 365d) >= 1')
        .replaceAll('horizonDays: 30', `horizonDays: ${days}`),
    );
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
};

/** A workspace with a world's history, its people linked, and the brand's documents. */
export const liveHistory = async (gyre: Gyre, world: World): Promise<void> => {
  await sendHistory(gyre, world);
  await identifyAll({ ...gyre.stores, clock: gyre.clock });
};

/** The same before anybody is linked. */
export const sendHistory = async (gyre: Gyre, world: World): Promise<void> => {
  const history = [...world.history()].flat();
  for (let start = 0; start < history.length; start += 5_000) {
    await gyre.collector.batch({ messages: history.slice(start, start + 5_000), source: 'lanjia', shared: {} });
  }
  const documents = await smallBrandDocuments({ budget: '600 CNY', horizonDays });
  try {
    await applyDirectory(gyre.documents, documents.directory, { author: 'test' });
  } finally {
    await documents.remove();
  }
};

export const aSmallBrand = (): World => createWorld(brandOptions);
