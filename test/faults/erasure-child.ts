import { createPrivacyDesk, openGyre } from '#app';
import { createLogger, readEnv, silentProgress, systemClock } from '#platform';

/** The process that the fault test kills: the open erasures, on stores that outlive it. */
const gyre = await openGyre({
  env: readEnv(),
  log: createLogger({ level: 'error' }),
  clock: systemClock(),
  mode: 'own',
});
const desk = createPrivacyDesk({
  ...gyre,
  clickhouse: gyre.stores.clickhouse,
  postgres: gyre.stores.postgres,
  purposes: gyre.published.consentPurposes,
  cluster: false,
  settleMs: 50,
  pollMs: 100,
  leaseMs: 1_000,
});
process.stdout.write(`${await desk.perform({ progress: silentProgress() })} erased\n`);
await gyre.close();
