import { identifyAll, rebuild } from '#identify';
import { manualClock } from '#platform';
import { connectClickHouse } from '#platform/db/clickhouse/client.ts';
import { connectPostgres } from '#platform/db/postgres/client.ts';

/** The process that the fault test kills: one job of OneID on stores that outlive it. */
const [job = '', clickhouseUrl = '', postgresUrl = ''] = process.argv.slice(2);
const clickhouse = connectClickHouse(clickhouseUrl);
const postgres = connectPostgres(postgresUrl, { max: 4 });
const deps = { clickhouse, postgres, clock: manualClock(new Date('2026-01-02T00:00:00Z')) };
switch (job) {
  case 'identify':
    await identifyAll(deps);
    break;
  case 'rebuild':
    await rebuild(deps);
    break;
  default:
    throw new RangeError(`no job ${job}`);
}
await Promise.all([clickhouse.close(), postgres.close()]);
