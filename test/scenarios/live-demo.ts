import { join } from 'node:path';
import { createDerivations, createWorkspace, type Gyre, packageRoot, runDemo, startServer, worldInbox } from '#app';
import { silentProgress, workspaceClock } from '#platform';
import { openOn, smallBrandDocuments, type StoreUrls } from './small-brand.ts';

/** A year of history and two rounds of 30 days. */
export const demo = {
  seed: 'small demo',
  customers: 1_500,
  start: '2025-01-01T00:00:00.000Z',
  months: 12,
  rounds: 2,
};

/** The same, so placed that its last round has just been measured. */
export const demoUntil = (now: Date): typeof demo => {
  const end = new Date(now.getTime() - demo.rounds * 30 * 86_400_000);
  const start = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - demo.months, end.getUTCDate()));
  return { ...demo, start: start.toISOString() };
};

export type LivingDemo = {
  readonly gyre: Gyre;
  readonly url: string;
  /** Lets the brand live to the end of its rounds, from wherever it stands. */
  readonly live: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** What `gyre start` does with the demo brand, with a smaller brand. */
export const openDemo = async (urls: StoreUrls, dataDir: string, world = demo): Promise<LivingDemo> => {
  const clock = workspaceClock();
  const inbox = worldInbox();
  const gyre = await openOn(urls, { clock, dataDir, inbox });
  await createWorkspace(gyre.stores.postgres, { kind: 'demo', world, historySent: false, finished: false });
  clock.set(new Date(world.start));
  const server = await startServer(gyre, { consoleDir: join(packageRoot(), 'dist/console') });
  return {
    gyre,
    url: server.url,
    live: async () => {
      const documents = await smallBrandDocuments({ budget: '2000 CNY', horizonDays: 30 });
      try {
        await runDemo({
          gyre,
          clock,
          inbox,
          url: server.url,
          documentsDir: documents.directory,
          progress: silentProgress(),
          onUseful: () => {},
        });
      } finally {
        await documents.remove();
      }
      // what the server does within a second of the end; nobody here waits so long
      await createDerivations({ ...gyre.stores, clock, documents: gyre.documents }).derive();
    },
    close: async () => {
      await server.close();
      await gyre.close();
    },
  };
};
