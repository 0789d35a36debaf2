/** A process that opens stores on a data directory and stays, for the tests that kill it. Arguments: directory, mode. */
import { createLogger } from '../log.ts';
import { openStores } from './stores.ts';

const [dataDir = '', mode = 'own'] = process.argv.slice(2);
const stores = await openStores({
  dataDir,
  mode: mode === 'own' ? 'own' : 'attach-or-own',
  log: createLogger({ level: 'warn' }),
});
await stores.announce('http://127.0.0.1:7788');
process.stdout.write('open\n');
process.stdin.once('end', () => void stores.stop());
process.stdin.resume();
