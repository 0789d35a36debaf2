import { createDerivations } from '#app';
import { openDemo } from '../scenarios/live-demo.ts';

/** The process that demo-resume.test.ts kills: the small demo brand lives on from wherever it stands. */
const [clickhouse = '', postgres = '', dataDir = ''] = process.argv.slice(2);
const living = await openDemo({ clickhouse, postgres }, dataDir);
await living.live();
// what the server does within a second of the end; this process may not live so long
const { stores, clock, documents } = living.gyre;
await createDerivations({ ...stores, clock, documents }).derive();
await living.close();
process.exit();
