import { identifyAll } from '#identify';
import { manualClock, silentProgress } from '#platform';
import { openGyre } from '#app';
import { createLogger, readEnv } from '#platform';

/**
 * The process that the fault tests kill: does one job of a workspace at a given time, as `gyre round` and a server would,
 * only that time stands still, so that even the times in the records can be compared.
 */
const [job = '', at = ''] = process.argv.slice(2);
const clock = manualClock(new Date(at));
const gyre = await openGyre({ env: readEnv(), log: createLogger({ level: 'error' }), clock, mode: 'own' });
const { clickhouse, postgres } = gyre.stores;
switch (job) {
  case 'identify':
    await identifyAll({ clickhouse, postgres, clock });
    break;
  case 'round':
    await gyre.rounds.run('repurchase', { progress: silentProgress() });
    break;
  case 'measure':
    await gyre.delivery.publish();
    await gyre.rounds.measureDue(silentProgress());
    break;
  default:
    throw new RangeError(`no job ${job}`);
}
await gyre.close();
