import { alertKind, watchQuality } from '#collect';
import { identify } from '#identify';
import { programsDue } from '#loop';
import { enqueue } from '#platform/jobs/queue.ts';
import { startTicker } from '#platform/jobs/ticker.ts';
import { startWorker } from '#platform/jobs/worker.ts';
import { type Postgres, silentProgress } from '#platform';
import type { Gyre } from './gyre.ts';
import { jobProgress } from './jobs.ts';
import { alertNotify } from './alert-delivery.ts';
import { createDerivations } from './derivations.ts';
import { createLiveAudiences } from './live-audiences.ts';
import { startErasureWorker } from './erasure/erasure-jobs.ts';
import { snapshotNightly } from './feature-jobs.ts';
import { type TagDesk } from './tag-desk.ts';
import { readWorkspace } from './workspace.ts';
import { jobHandlers } from './job-handlers.ts';

/** Micro-batches, each led by one process at a time, and the queue of long work. */
export const startBackground = (gyre: Gyre, tagDesk: TagDesk): { readonly stop: () => Promise<void> } => {
  const { clickhouse, postgres } = gyre.stores;
  const { clock, log } = gyre;
  const derivations = createDerivations({ clickhouse, postgres, clock, documents: gyre.documents });
  const audiences = createLiveAudiences({
    clickhouse,
    postgres,
    clock,
    documents: gyre.documents,
    published: gyre.published,
  });
  const began = clock.now();
  /** When links were last looked for. */
  let lookedMs = 0;
  const tickers = [
    startTicker({
      name: 'identify',
      postgres,
      log,
      // a new link is to be seen within a second, whatever the rest takes
      everyMs: 200,
      step: async () => {
        // what another process stores, or the engine out of a file, is looked for once a second
        if (gyre.collector.lastStoredMs() < lookedMs && performance.now() - lookedMs < 1_000) return 'idle';
        lookedMs = performance.now();
        // the demo links its people when all of a period has arrived: the same world then gives the same people
        if (await isDemoLiving(postgres)) return 'idle';
        if ((await identify({ clickhouse, postgres, clock })).merges === 0) return 'idle';
        lookedMs = 0;
        return 'more';
      },
    }),
    startTicker({
      name: 'publish',
      postgres,
      log,
      step: async () => ((await gyre.delivery.publish()) > 0 ? 'more' : 'idle'),
    }),
    startTicker({
      name: 'deliver',
      postgres,
      log,
      everyMs: 5_000,
      step: async () => ((await gyre.delivery.drain()).sent > 0 ? 'more' : 'idle'),
    }),
    startTicker({
      name: 'measure',
      postgres,
      log,
      everyMs: 30_000,
      step: async () => ((await gyre.rounds.measureDue(silentProgress(), 'skip')).length > 0 ? 'more' : 'idle'),
    }),
    startTicker({
      name: 'schedule',
      postgres,
      log,
      everyMs: 60_000,
      step: async () => {
        for (const program of await programsDue(clock.now(), { documents: gyre.published, rounds: gyre.roundStore })) {
          await enqueue(postgres, { queue: 'round', key: program, input: { program } });
        }
        return 'idle';
      },
    }),
    startTicker({
      name: 'derive',
      postgres,
      log,
      step: async () => {
        // the demo's history is derived whole, when it is whole
        if (await isDemoLiving(postgres)) return 'idle';
        await derivations.derive();
        return 'idle';
      },
    }),
    startTicker({
      name: 'audiences',
      postgres,
      log,
      step: async () => {
        // the demo's history is looked at whole, when it is whole
        if (await isDemoLiving(postgres)) return 'idle';
        await audiences.refresh();
        return 'idle';
      },
    }),
    startTicker({
      name: 'tags',
      postgres,
      log,
      // conditions do not wait for it; pages may by a few seconds
      everyMs: 3_000,
      step: async () => {
        if (await isDemoLiving(postgres)) return 'idle';
        await tagDesk.refresh();
        return 'idle';
      },
    }),
    startTicker({
      name: 'features',
      postgres,
      log,
      everyMs: 300_000,
      step: async () => {
        if (await isDemoLiving(postgres)) return 'idle';
        const { timeZone } = gyre.env;
        await snapshotNightly({ clock, documents: gyre.documents, postgres, timeZone }, began);
        return 'idle';
      },
    }),
    startTicker({
      name: 'quality',
      postgres,
      log,
      everyMs: 60_000,
      step: async () => {
        if (await isDemoLiving(postgres)) return 'idle';
        const notify = alertNotify(postgres, clock);
        const { write } = gyre.collector;
        await watchQuality(
          { clickhouse, postgres, clock, log, write, notify },
          await gyre.documents.published(alertKind),
        );
        return 'idle';
      },
    }),
  ];
  const worker = startWorker({
    postgres,
    log,
    handlers: jobHandlers(gyre, derivations),
  });
  const erasures = startErasureWorker({ postgres, log, privacy: gyre.privacy }, jobProgress);
  return {
    stop: async () =>
      void (await Promise.all([worker.stop(), erasures.stop(), ...tickers.map((ticker) => ticker.stop())])),
  };
};

const isDemoLiving = async (postgres: Postgres): Promise<boolean> => {
  const workspace = await readWorkspace(postgres);
  return workspace?.kind === 'demo' && !workspace.finished;
};
