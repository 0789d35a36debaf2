import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#platform';
import { type ClickHouse, connectClickHouse } from '#platform/db/clickhouse/client.ts';
import { type Bench, BenchProblem } from './bench.ts';
import { fuzz } from './ingest/fuzz.ts';
import { keptOnce } from './ingest/kept-once.ts';
import { startLoad } from './ingest/load.ts';
import { serve, type Served } from './ingest/served.ts';
import { textTable } from './text-table.ts';

const perRequest = 100;
const connections = 16;

/** Collection under load while the server and its ClickHouse are killed in turn, and then while it is sent nonsense. */
export const faultsBench: Bench = {
  name: 'faults',
  title: 'kill -9 of the server and of its ClickHouse under load: lost and doubled; broken bodies over all formats',
  run: async ({ seed, kills, bodies }) => {
    const served = await serve();
    try {
      const survived = await killed(served, kills, seed);
      const began = performance.now();
      const { sent, statuses, broken } = await fuzz({ ...served, seed, bodies });
      const facts = {
        ...survived,
        fuzz: { sent, statuses, broken, seconds: Math.round((performance.now() - began) / 1000) },
      };
      const statusText = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
      return {
        json: facts,
        text: textTable([
          ['', ''],
          ['kills of the server', String(facts.server_kills)],
          ['kills of ClickHouse', String(facts.store_kills)],
          ['events acknowledged', facts.acknowledged.toLocaleString('en')],
          ['lost', String(facts.lost)],
          ['doubled', String(facts.doubled)],
          ['broken bodies', String(sent)],
          ['answered', statusText.join(', ')],
          ['5xx or no answer', String(broken.length)],
        ]),
      };
    } finally {
      await served.stop();
    }
  },
};

/** `kills` of each, in a random order; a client repeats what was not acknowledged, under the same message ids. */
const killed = async (served: Served, kills: number, seed: string) => {
  const random = seededRandom(`faults:${seed}`);
  const load = await startLoad({ ...served, run: 'faults', messages: 20_000, perRequest });
  const began = performance.now();
  const sending = load.send({ connections, seconds: 0, repeatEvery: 20 });
  const clickhouse = connectClickHouse(served.clickhouseUrl);
  for (let pair = 0; pair < kills; pair++) {
    // in pairs: a store that dies nine times in one life of its server is given up, as it should be
    const order = random.next() < 0.5 ? (['server', 'store'] as const) : (['store', 'server'] as const);
    for (const victim of order) {
      await pause(200 + random.int(1000));
      if (victim === 'server') await served.killAndStart();
      else await killStore(served, clickhouse);
    }
  }
  await pause(1_000);
  load.stop();
  const sent = await sending;
  await load.close();
  const kept = await keptOnce(clickhouse, [sent]);
  await clickhouse.close();
  return {
    kills: 2 * kills,
    server_kills: kills,
    store_kills: kills,
    ...kept,
    retries: sent.retries,
    seconds: Math.round((performance.now() - began) / 1000),
  };
};

/** Returns when another one answers in its place. */
const killStore = async (served: Served, clickhouse: ClickHouse): Promise<void> => {
  process.kill(await served.clickhousePid(), 'SIGKILL');
  for (let look = 0; look < 600; look++) {
    await pause(100);
    if (await clickhouse.ping()) return;
  }
  throw new BenchProblem('ClickHouse did not come back within a minute');
};
