import { join } from 'node:path';
import { actRoutes, channelKind, recordReports } from '#act';
import { collectRoutes, createPlanDesk, readQuality } from '#collect';
import { documentRoutes } from '#documents';
import { createIdentityDesk } from '#identify';
import { readDecisions, type TitleOf } from '#loop';
import type { Routes } from '#platform/http/http-server.ts';
import { enqueue } from '#platform/jobs/queue.ts';
import { systemClock } from '#platform';
import { consentChannels } from '#profile';
import { offerKind } from '#decide';
import type { Gyre } from './gyre.ts';
import { mappingNamed, startJob } from './import-jobs.ts';
import { latestJobs, recentJobs } from './jobs.ts';
import { createCatalogueDesk } from './catalogue-desk.ts';
import { readConditionWords } from './condition-words/read-condition-words.ts';
import { createDerivations } from './derivations.ts';
import { webhookNamed } from './send-audience.ts';
import { createDemoKey } from './demo-key.ts';
import { startErasures } from './erasure/erasure-jobs.ts';
import { latestSnapshotJob, startSnapshot } from './feature-jobs.ts';
import { readEventTitles } from './loop-documents.ts';
import { packageRoot } from './package-root.ts';
import { readHome } from './read-home.ts';
import { createPersonTitles } from './person/person-titles.ts';
import { readPerson } from './person/read-person.ts';
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
import type { TagDesk } from './tag-desk.ts';
import { readWorkspace } from './workspace.ts';
import { audienceDeskOf, featureDeskOf } from './desks.ts';

/** Everything the server answers. */
export const routesOf = (gyre: Gyre, tagDesk: TagDesk): readonly Routes[] => {
  const { clickhouse, postgres } = gyre.stores;
  const { clock, env } = gyre;
  const eventTitles = () => readEventTitles(gyre.documents);
  const personTitles = createPersonTitles(gyre.documents);
  const jobs = () => recentJobs(postgres);
  const decisions = async (filter: Parameters<typeof readDecisions>[1]) => {
    const currency = (await gyre.programs.list()).programs[0]?.currency ?? 'CNY';
    return readDecisions(clickhouse, filter, await titles(gyre), currency);
  };
  return [
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
        return startJob(postgres, { queue: 'round', key: program, input: { program } });
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
        return startJob(postgres, { queue: 'matching', key: rule, input: { rule }, maxAttempts: 2 });
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
  ];
};

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
