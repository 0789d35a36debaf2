import { openGyre } from '#app';
import { createLogger, readEnv, silentProgress } from '#platform';
import { mendStepsSchema } from '../../src/collect/quarantine/schemas.ts';

// opens a replay, or goes on with the one named, and prints its id at once and its figures at the end
const [dataDir = '', given] = process.argv.slice(2);
const gyre = await openGyre({
  env: readEnv({ ...process.env, GYRE_DATA: dataDir }),
  log: createLogger({ level: 'fatal' }),
  mode: 'attach-or-own',
});
const group = { source: 'shop', reason: 'invalid_timestamp' };
const steps = mendStepsSchema.parse([{ type: 'time', path: 'timestamp', format: 'ymd' }]);
const id = given ?? (await gyre.quarantine.open({ group, action: 'replay', steps }, 'test')).id;
process.stdout.write(`run ${id}\n`);
const { rows, tried, passed, state } = await gyre.quarantine.perform(id, { progress: silentProgress() });
process.stdout.write(`${JSON.stringify({ rows, tried, passed, state })}\n`);
await gyre.close();
