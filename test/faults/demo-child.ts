import { openDemo } from '../scenarios/live-demo.ts';

/** The process that demo-resume.test.ts kills: the small demo brand lives on from wherever it stands. */
const [clickhouse = '', postgres = '', dataDir = ''] = process.argv.slice(2);
const living = await openDemo({ clickhouse, postgres }, dataDir);
await living.live();
await living.close();
process.exit();
