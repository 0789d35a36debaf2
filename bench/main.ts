import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { audiencesBench } from './audiences.ts';
import { backtestBench } from './backtest.ts';
import { BenchProblem } from './bench.ts';
import { faultsBench } from './faults.ts';
import { featuresBench } from './features.ts';
import { identityBench } from './identity.ts';
import { importBench } from './import.ts';
import { ingestBench } from './ingest.ts';
import { loopBench } from './loop.ts';
import { matchingBench } from './matching.ts';
import { startBench } from './start.ts';
import { worldBench } from './world.ts';

const benches = [
  audiencesBench,
  startBench,
  backtestBench,
  faultsBench,
  featuresBench,
  identityBench,
  importBench,
  ingestBench,
  loopBench,
  matchingBench,
  worldBench,
];

const usage = `npm run bench -- NAME [options]

${benches.map(({ name, title }) => `  ${name.padEnd(10)} ${title}`).join('\n')}

  --json            the last line is one JSON object
  --customers N     size of the simulated world (loop, start, world), default 20000
  --seed TEXT       seed of the simulated world (loop, world), default lanjia
  --data FOLDER     folder with the public data sets (backtest, matching), default ../shared/data
  --seconds N       length of one measured slice (ingest), default 10
  --minutes N       length of the soak afterwards (ingest), default 0
  --kills N         kills of the server and as many of ClickHouse (faults), default 50
  --bodies N        broken bodies (faults), default 10000
  --links N         size of the graph (identity), default 10000000
  --profiles N      people of a generated log (audiences, features), default 1000000
  --events N        events of that log, default 50000000
  --dataset NAME    one data set alone (backtest; matching, where chinese_million is only run so)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    customers: { type: 'string', default: '20000' },
    seed: { type: 'string', default: 'lanjia' },
    data: { type: 'string', default: '../shared/data' },
    dataset: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '0' },
    kills: { type: 'string', default: '50' },
    bodies: { type: 'string', default: '10000' },
    links: { type: 'string', default: '10000000' },
    profiles: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '50000000' },
  },
});

const [name] = positionals;
const bench = benches.find((each) => each.name === name);
const customers = Number(values.customers);
if (!bench || !Number.isInteger(customers) || customers < 1) {
  process.stdout.write(usage);
  process.exitCode = name === undefined ? 0 : 1;
} else {
  try {
    const { json, text } = await bench.run({
      seed: values.seed,
      customers,
      dataFolder: resolve(values.data),
      dataset: values.dataset,
      seconds: Number(values.seconds),
      minutes: Number(values.minutes),
      kills: Number(values.kills),
      bodies: Number(values.bodies),
      links: Number(values.links),
      profiles: Number(values.profiles),
      events: Number(values.events),
    });
    process.stdout.write(values.json ? `${JSON.stringify(json)}\n` : `\n${text}\n`);
    process.exit();
  } catch (cause) {
    if (!(cause instanceof BenchProblem)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exitCode = 1;
  }
}
