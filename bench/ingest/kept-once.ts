import type { ClickHouse } from '#platform';
import type { Sent } from './load.ts';

export type KeptOnce = {
  readonly acknowledged: number;
  readonly requests_sent_twice: number;
  readonly lost: number;
  readonly doubled: number;
};

/** Of everything acknowledged, requests sent twice included: what the log lacks, and what it shows more than once. */
export const keptOnce = async (clickhouse: ClickHouse, sent: readonly Sent[]): Promise<KeptOnce> => {
  const row = await clickhouse.queryOne<{ rows: string; ids: string }>(
    `SELECT count() AS rows, uniqExact(event_id) AS ids FROM people_events WHERE source = 'bench'`,
  );
  const acknowledged = sent.reduce((sum, { events }) => sum + events, 0);
  const ids = Number(row?.ids ?? 0);
  return {
    acknowledged,
    requests_sent_twice: sent.reduce((sum, { repeated }) => sum + repeated, 0),
    lost: acknowledged - ids,
    doubled: Number(row?.rows ?? 0) - ids,
  };
};
