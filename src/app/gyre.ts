import { channelKind, type SimulatedInbox } from '#act';
import {
  type Collector,
  type ContactBook,
  createCollector,
  createContactBook,
  createEventLog,
  createImports,
  type Imports,
  createLivePlan,
  createPseudonymizer,
  createQuarantineDesk,
  createTombstones,
  createViolationCounter,
  effectivePlan,
  type LivePlan,
  planKinds,
  type Pseudonymizer,
  type QuarantineDesk,
  readDefinitions,
  type Tombstones,
} from '#collect';
import { afterChange, createDocumentStore, type DocumentStore } from '#documents';
import { createMatching, linkPeople, type Matching } from '#identify';
import {
  createProgramReader,
  createRounds,
  createRoundStore,
  type Documents,
  type ProgramReader,
  type Rounds,
  type RoundStore,
} from '#loop';
import { consentPurposeKind, purposesInForce } from '#profile';
import { type Clock, type Env, type GyreError, type Logger, systemClock } from '#platform';
import { migrate } from '#platform/db/migrate.ts';
import { openStores, type Stores } from '#platform/db/stores.ts';
import { type Auth, createAuth } from '#platform/http/auth/auth.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { createPrivacyDesk, type PrivacyDesk } from './erasure/privacy-desk.ts';
import { documentRegistry } from './kinds.ts';
import { liveIdentifierTypes } from './live-identifier-types.ts';
import { loopDocuments } from './loop-documents.ts';
import { appMigrations } from './migrations.ts';
import { workspaceSecret } from './secret.ts';
import { unsubscribeLinks } from './unsubscribe-links.ts';

/** All rooms wired together, over both stores. The server, the commands and the tests hold one of these. */
export type Gyre = {
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stores: Stores;
  readonly auth: Auth;
  readonly documents: DocumentStore;
  readonly published: Documents;
  readonly pseudonymizer: Pseudonymizer;
  readonly collector: Collector;
  readonly contacts: ContactBook;
  readonly tombstones: Tombstones;
  readonly plan: LivePlan;
  readonly quarantine: QuarantineDesk;
  readonly imports: Imports;
  readonly delivery: Delivery;
  readonly rounds: Rounds;
  readonly roundStore: RoundStore;
  readonly programs: ProgramReader;
  readonly matching: Matching;
  readonly privacy: PrivacyDesk;
  readonly secret: string;
  readonly close: () => Promise<void>;
};

export type GyreOptions = {
  readonly env: Env;
  readonly log: Logger;
  /** The workspace's time; the demo and tests give one of their own. */
  readonly clock?: Clock;
  /** `own` for a server, `attach-or-own` for a command beside one. */
  readonly mode: 'own' | 'attach-or-own';
  /** Where messages of simulated channels go; nowhere by default, so that a program can be tried dry. */
  readonly inbox?: SimulatedInbox;
  readonly onGiveUp?: (cause: GyreError) => void;
};

export const openGyre = async ({
  env,
  log,
  clock = systemClock(),
  mode,
  inbox = nobodysInbox,
  onGiveUp,
}: GyreOptions): Promise<Gyre> => {
  const secret = await workspaceSecret(env.dataDir, env.secret);
  const stores = await openStores({
    dataDir: env.dataDir,
    clickhouseUrl: env.clickhouseUrl,
    postgresUrl: env.postgresUrl,
    memoryBytes: env.memoryBytes,
    mode,
    log,
    onGiveUp,
  });
  try {
    const { clickhouse, postgres, urls } = stores;
    await migrate({
      clickhouse,
      postgres,
      urls,
      migrations: appMigrations,
      topology:
        env.clickhouseCluster === undefined ? { type: 'single' } : { type: 'cluster', name: env.clickhouseCluster },
    });
    const stored = createDocumentStore({ postgres, clock: systemClock(), registry: documentRegistry() });
    const plan = createLivePlan({
      stamp: () => stored.stamp([...planKinds, consentPurposeKind.kind]),
      read: async () => ({
        ...effectivePlan(await readDefinitions(stored)),
        purposes: purposesInForce(await stored.published(consentPurposeKind)).map(({ name }) => name),
      }),
      counter: createViolationCounter({ clickhouse, clock, log }),
      log,
    });
    const types = liveIdentifierTypes(stored, log);
    await Promise.all([plan.refresh(), types.refresh()]);
    const documents = afterChange(stored, () =>
      // it is published all the same, and the next look, a second later, may succeed
      Promise.all([plan.refresh(), types.refresh()]).then(
        () => {},
        (cause: unknown) => log.warn({ err: cause }, 'the tracking plan or the identifier types could not be read'),
      ),
    );
    const published = loopDocuments(documents, env.timeZone);
    const pseudonymizer = createPseudonymizer(secret);
    const tombstones = createTombstones({ postgres, clickhouse, clock, log, secret });
    await tombstones.refresh();
    const contacts = createContactBook(postgres, secret, tombstones);
    tombstones.onChange(contacts.forgetKept);
    const eventLog = createEventLog({ clickhouse, clock, log, secret });
    const collector = createCollector({ ...eventLog, clock, contacts, pseudonymizer, plan, erased: tombstones });
    const imports = createImports({
      clickhouse,
      postgres,
      clock,
      log,
      pseudonymizer,
      contacts,
      setAside: collector.setAside,
      plan: async () => {
        await plan.refresh();
        return plan.inForce();
      },
      reach: { hosts: env.importHosts, databases: env.importDatabases },
      erased: tombstones,
    });
    const delivery = createDelivery({
      clickhouse,
      postgres,
      clock,
      log,
      collector,
      contacts,
      channels: () => documents.published(channelKind),
      timeZone: env.timeZone,
      secrets: env.channelSecrets,
      allowPrivate: env.privateWebhooks,
      inbox,
      purposes: published.consentPurposes,
      unsubscribeUrl: unsubscribeLinks(env.publicUrl, secret),
    });
    const roundStore = createRoundStore(postgres, clock);
    return {
      env,
      clock,
      log,
      stores,
      auth: createAuth({ postgres, clock: systemClock() }),
      documents,
      published,
      pseudonymizer,
      collector,
      contacts,
      tombstones,
      plan,
      quarantine: createQuarantineDesk({
        clickhouse,
        postgres,
        clock,
        secret,
        events: eventLog.events,
        contacts,
        pseudonymizer,
        plan,
        erased: tombstones,
      }),
      imports,
      delivery,
      rounds: createRounds({
        clickhouse,
        postgres,
        clock,
        log,
        documents: published,
        delivery,
        secret,
      }),
      roundStore,
      programs: createProgramReader({ clickhouse, postgres, clock, documents: published, rounds: roundStore }),
      matching: createMatching({ clickhouse, postgres, clock, documents, link: linkPeople({ clickhouse, clock }) }),
      privacy: createPrivacyDesk({
        clickhouse,
        postgres,
        clock,
        contacts,
        pseudonymizer,
        tombstones,
        purposes: published.consentPurposes,
        secret,
        cluster: env.clickhouseCluster !== undefined,
      }),
      secret,
      close: async () => {
        types.close();
        await plan.close();
        await eventLog.close();
        await tombstones.close();
        await stores.stop();
      },
    };
  } catch (cause) {
    await stores.stop();
    throw cause;
  }
};

const nobodysInbox: SimulatedInbox = { deliver: async () => {} };
