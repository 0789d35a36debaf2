import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { actRoutes, recordReports } from '#act';
import { alertKind, collectRoutes, createPlanDesk, readQuality, watchQuality } from '#collect';
import { documentRoutes } from '#documents';
import { createIdentityDesk, identify } from '#identify';
import { programsDue, readDecisions, type TitleOf } from '#loop';
import { createHttpServer } from '#platform/http/http-server.ts';
import { findJob, enqueue } from '#platform/jobs/queue.ts';
import { startTicker } from '#platform/jobs/ticker.ts';
import { startWorker } from '#platform/jobs/worker.ts';
import { type Env, type GyreError, type Postgres, problem, silentProgress, systemClock } from '#platform';
import { channelKind } from '#act';
import { consentChannels } from '#profile';
import { offerKind } from '#decide';
import type { Gyre } from './gyre.ts';
import { importHandlers, mappingNamed, startJob } from './import-jobs.ts';
import { asJob, jobProgress, latestJobs, recentJobs } from './jobs.ts';
import { alertNotify } from './alert-delivery.ts';
import { createCatalogueDesk } from './catalogue-desk.ts';
import { readConditionWords } from './condition-words/read-condition-words.ts';
import { createDerivations } from './derivations.ts';
import { sendAudience, sendJobSchema, sendStateIn, webhookNamed } from './send-audience.ts';
import { createLiveAudiences } from './live-audiences.ts';
import { createDemoKey } from './demo-key.ts';
import { startErasures, startErasureWorker } from './erasure/erasure-jobs.ts';
import { createFeatureDesk } from './feature-desk.ts';
import { featureHandlers, latestSnapshotJob, snapshotNightly, startSnapshot } from './feature-jobs.ts';
import { readEventTitles } from './loop-documents.ts';
import { packageRoot } from './package-root.ts';
import { readHome } from './read-home.ts';
import { createPersonTitles } from './person/person-titles.ts';
import { readPerson } from './person/read-person.ts';
import { createAudienceDesk } from './audience-desk.ts';
import { audienceRoutes } from './routes/audience-routes.ts';
import { catalogueRoutes } from './routes/catalogue-routes.ts';
import { conditionRoutes } from './routes/condition-routes.ts';
import { dataRoutes } from './routes/data-routes.ts';
import { derivedRoutes } from './routes/derived-routes.ts';
import { importRoutes } from './routes/import-routes.ts';
import { featureRoutes } from './routes/feature-routes.ts';
import { homeRoutes } from './routes/home-routes.ts';
import { identityRoutes } from './routes/identity-routes.ts';
import { matchingRoutes } from './routes/matching-routes.ts';
import { peopleRoutes } from './routes/people-routes.ts';
import { planRoutes } from './routes/plan-routes.ts';
import { programRoutes } from './routes/program-routes.ts';
import { qualityRoutes } from './routes/quality-routes.ts';
import { privacyRoutes } from './routes/privacy-routes.ts';
import { quarantineRoutes } from './routes/quarantine-routes.ts';
import { sdkRoutes } from './routes/sdk-routes.ts';
import { unsubscribeRoutes } from './routes/unsubscribe-routes.ts';
import { tagRoutes } from './routes/tag-routes.ts';
import { readSdkFiles } from './sdk-files.ts';
import { type TagDesk, tagDeskOf } from './tag-desk.ts';
import { readWorkspace } from './workspace.ts';

export type Server = { readonly url: string; readonly close: () => Promise<void> };

/** The HTTP server and the background work of one process. */
export const startServer = async (gyre: Gyre, options: { readonly consoleDir: string }): Promise<Server> => {
  const { clickhouse, postgres } = gyre.stores;
  const { clock, log, env } = gyre;
  const eventTitles = () => readEventTitles(gyre.documents);
  const tagDesk = tagDeskOf(gyre);
  const personTitles = createPersonTitles(gyre.documents);
  const jobs = () => recentJobs(postgres);
  const decisions = async (filter: Parameters<typeof readDecisions>[1]) => {
    const currency = (await gyre.programs.list()).programs[0]?.currency ?? 'CNY';
    return readDecisions(clickhouse, filter, await titles(gyre), currency);
  };
  const http = await createHttpServer({
    log,
    auth: gyre.auth,
    publicUrl: env.publicUrl,
    consoleDir: existsSync(options.consoleDir) ? options.consoleDir : undefined,
    routes: [
      collectRoutes({
        collector: gyre.collector,
        sourceOf: async (key) => (await gyre.auth.authenticateWriteKey(key))?.source,
      }),
      actRoutes({ postgres, clock, recordReports: (reports) => recordReports(postgres, reports) }),
      documentRoutes({ store: gyre.documents, registry: gyre.documents.registry }),
      homeRoutes({
        home: () =>
          readHome({
            clickhouse,
            postgres,
            clock,
            programs: gyre.programs,
            jobs,
            demo: async () => (await readWorkspace(postgres))?.kind === 'demo',
          }),
      }),
      programRoutes({
        programs: gyre.programs,
        decisions,
        jobs,
        startRound: async (program) => {
          await gyre.published.program(program);
          const { id } = await enqueue(postgres, { queue: 'round', key: program, input: { program } });
          const job = await findJob(postgres, id);
          if (!job) throw problem('internal', { internal: `job ${id} vanished` });
          return asJob(job);
        },
      }),
      identityRoutes({
        clickhouse,
        postgres,
        pseudonymizer: gyre.pseudonymizer,
        desk: createIdentityDesk({ clickhouse, postgres, clock, write: gyre.collector.write }),
      }),
      peopleRoutes({
        clickhouse,
        pseudonymizer: gyre.pseudonymizer,
        eventTitles,
        person: (who) => readPerson(who, { clickhouse, postgres, clock, titles: personTitles }),
        decisions,
      }),
      privacyRoutes({
        clickhouse,
        clock,
        pseudonymizer: gyre.pseudonymizer,
        collector: gyre.collector,
        desk: gyre.privacy,
        purposes: gyre.published.consentPurposes,
        channels: async () =>
          (await gyre.documents.published(channelKind)).map(({ name, spec }) => ({
            name,
            names: consentChannels({ ...spec, name }),
          })),
        start: () => startErasures(postgres),
      }),
      unsubscribeRoutes({ secret: gyre.secret, clock, write: gyre.collector.write }),
      sdkRoutes({
        files: readSdkFiles(join(packageRoot(), 'dist/sdk')),
        demoKey: createDemoKey({ auth: gyre.auth, clock: systemClock() }),
      }),
      matchingRoutes({
        matching: gyre.matching,
        jobs: () => latestJobs(postgres, 'matching'),
        startRun: async (rule) => {
          await gyre.matching.need(rule);
          const { id } = await enqueue(postgres, { queue: 'matching', key: rule, input: { rule }, maxAttempts: 2 });
          const job = await findJob(postgres, id);
          if (!job) throw problem('internal', { internal: `job ${id} vanished` });
          return asJob(job);
        },
      }),
      importRoutes({
        imports: gyre.imports,
        startWriting: (id) => startJob(postgres, { queue: 'import', key: id, input: { import: id } }),
        startSource: async (name) => {
          await mappingNamed(gyre, name);
          return startJob(postgres, { queue: 'import-source', key: name, input: { mapping: name } });
        },
      }),
      dataRoutes({ clickhouse, clock, eventTitles }),
      audienceRoutes({
        desk: audienceDeskOf(gyre),
        startSending: async (name, asked, by) => {
          await webhookNamed({ documents: gyre.documents, secrets: env.channelSecrets }, asked.channel);
          const key = `${name} → ${asked.channel}`;
          return startJob(postgres, { queue: 'audience-send', key, input: { name, asked, by } });
        },
      }),
      featureRoutes({
        desk: featureDeskOf(gyre),
        clock,
        job: () => latestSnapshotJob(postgres),
        start: (asked) => startSnapshot(postgres, asked),
      }),
      tagRoutes({ desk: tagDesk }),
      conditionRoutes({
        words: () => readConditionWords({ clickhouse, documents: gyre.documents, eventTitles }),
      }),
      catalogueRoutes({ desk: createCatalogueDesk({ clickhouse, clock, documents: gyre.documents }) }),
      derivedRoutes(createDerivations({ clickhouse, postgres, clock, documents: gyre.documents })),
      qualityRoutes({
        clickhouse,
        clock,
        quality: async () => readQuality({ clickhouse, postgres, clock }, await eventTitles()),
      }),
      planRoutes({ desk: createPlanDesk({ clickhouse, documents: gyre.documents, clock }) }),
      quarantineRoutes({
        desk: gyre.quarantine,
        start: async ({ id }) => void (await enqueue(postgres, { queue: 'quarantine', key: id, input: { run: id } })),
      }),
    ],
  });
  const url = await http.listen({ host: env.host, port: env.port }).catch(async (cause: unknown) => {
    await http.close();
    throw addressTaken(cause, env) ?? cause;
  });
  await gyre.stores.announce(url);
  const background = startBackground(gyre, tagDesk);
  return {
    url: env.publicUrl ?? url.replace('0.0.0.0', '127.0.0.1'),
    close: async () => {
      await http.close();
      await background.stop();
    },
  };
};

const featureDeskOf = ({ stores: { clickhouse, postgres }, clock, documents, published }: Gyre) =>
  createFeatureDesk({ clickhouse, postgres, clock, documents, published });

const addressTaken = (cause: unknown, { host, port }: Env): GyreError | undefined =>
  cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    ? problem('setting_invalid', {
        detail: `${host}:${port} is taken by another program. Choose another port with --port.`,
        detailZh: `${host}:${port} 已被其他程序占用，请用 --port 换一个端口。`,
        field: 'GYRE_PORT',
        cause,
      })
    : undefined;

const titles = async (gyre: Gyre): Promise<TitleOf> => {
  const [offers, channels] = await Promise.all([
    gyre.documents.published(offerKind),
    gyre.documents.published(channelKind),
  ]);
  const known = {
    Offer: new Map(offers.map((each) => [each.name, each.title])),
    Channel: new Map(channels.map((each) => [each.name, each.title])),
  };
  return (kind, name) => known[kind].get(name) ?? { zh: name, en: name };
};

const audienceDeskOf = ({ stores, clock, documents, published, contacts, env }: Gyre) =>
  createAudienceDesk({
    clickhouse: stores.clickhouse,
    postgres: stores.postgres,
    clock,
    documents,
    published,
    contacts,
    smallest: env.smallestExport,
  });

const isDemoLiving = async (postgres: Postgres): Promise<boolean> => {
  const workspace = await readWorkspace(postgres);
  return workspace?.kind === 'demo' && !workspace.finished;
};

/** Micro-batches, each led by one process at a time, and the queue of long work. */
const startBackground = (gyre: Gyre, tagDesk: TagDesk): { readonly stop: () => Promise<void> } => {
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
  const tickers = [
    startTicker({
      name: 'identify',
      postgres,
      log,
      // a new link is to be seen within a second, whatever the rest takes
      everyMs: 200,
      step: async () => {
        // the demo links its people when all of a period has arrived: the same world then gives the same people
        if (await isDemoLiving(postgres)) return 'idle';
        return (await identify({ clickhouse, postgres, clock })).merges > 0 ? 'more' : 'idle';
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
    handlers: {
      ...importHandlers(gyre),
      ...featureHandlers(featureDeskOf(gyre)),
      quarantine: async (job, context) => {
        const run = await gyre.quarantine.perform(job.key ?? '', {
          progress: jobProgress(context),
          signal: context.signal,
        });
        // cut short by a stop: fail this attempt, and the next one goes on
        if (run.state === 'running')
          throw problem('overloaded', { detail: 'the server stopped; the run goes on later' });
        return { tried: run.tried, passed: run.passed };
      },
      backfill: async (job, context) => derivations.backfill(job.key ?? '', jobProgress(context)),
      round: async (job, context) => {
        const round = await gyre.rounds.run(job.key ?? '', { openedBy: job.id, progress: jobProgress(context) });
        return { round: round.round, state: round.state };
      },
      'audience-send': async (job, context) => {
        const { name, asked, by } = sendJobSchema.parse(job.input);
        return sendAudience(
          {
            desk: audienceDeskOf(gyre),
            documents: gyre.documents,
            clock,
            secrets: gyre.env.channelSecrets,
            allowPrivate: gyre.env.privateWebhooks,
          },
          {
            id: job.id,
            name,
            asked,
            by,
            progress: silentProgress(),
            from: sendStateIn(job.progress),
            keep: (send, people) => context.progress({ label: asJob(job).label, done: send.sent, total: people, send }),
            signal: context.signal,
          },
        );
      },
      matching: async (job, context) => {
        const { accepted, toReview } = await gyre.matching.run(job.key ?? '', { progress: jobProgress(context) });
        return { accepted, toReview };
      },
    },
  });
  const erasures = startErasureWorker({ postgres, log, privacy: gyre.privacy }, jobProgress);
  return {
    stop: async () =>
      void (await Promise.all([worker.stop(), erasures.stop(), ...tickers.map((ticker) => ticker.stop())])),
  };
};
