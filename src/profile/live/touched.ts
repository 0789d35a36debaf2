import { personAtSql } from '#identify';
import type { ClickHouse, Params } from '#platform';
import type { Arrivals } from './arrivals.ts';

/** Between two sweeps: L and N of time-edges.ts. */
export type Sweep = {
  readonly from: Date;
  readonly until: Date;
  readonly after: readonly { readonly event: string; readonly afterMs: number }[];
  /** Somebody may be in without having done anything, as soon as they are known at all. */
  readonly anybody: boolean;
};

export type MovedSince = { readonly since: string; readonly until: string };

/**
 * Stages the people whose answers may have changed, and their keys. Answers how many.
 * `limit`: beyond so many it stages no keys, since looking at everybody is then less work.
 */
export const stageTouched = async (
  clickhouse: ClickHouse,
  run: string,
  {
    arrivals,
    sweep,
    moved,
    limit,
  }: {
    readonly arrivals: Arrivals | undefined;
    readonly sweep: Sweep | undefined;
    readonly moved: MovedSince | undefined;
    readonly limit: number;
  },
): Promise<number> => {
  const keys: string[] = [];
  const people: string[] = [];
  const params: Record<string, unknown> = { run };
  if (arrivals !== undefined) {
    keys.push(`SELECT id_key, ts FROM events WHERE name IN {names:Array(String)}
      AND ${arrivals.within.condition} AND toUnixTimestamp(received_at) IN {seconds:Array(UInt32)}`);
    Object.assign(params, arrivals.within.params, { names: arrivals.names, seconds: arrivals.seconds });
  }
  if (sweep !== undefined && sweep.after.length > 0) {
    const swept = sweptSql(sweep);
    keys.push(swept.sql);
    Object.assign(params, swept.params);
  }
  if (sweep?.anybody === true) {
    // whose first event said that it lay in the future was nobody until now; one month's times are read for it
    keys.push(`SELECT id_key, ts FROM events
      WHERE ts >= {known_from:DateTime64(3, 'UTC')} AND ts < {known_until:DateTime64(3, 'UTC')} AND ts > received_at`);
    Object.assign(params, {
      known_from: new Date(sweep.from.getTime() - 1),
      known_until: new Date(sweep.until.getTime() + 1),
    });
  }
  if (moved !== undefined) {
    // who went into another, who lost a part, who gained: all are asked anew
    people.push(
      `SELECT arrayJoin([from_profile, into_profile]) AS profile_id FROM identity_changes WHERE version > {moved_since:UInt64} AND version <= {moved_until:UInt64}`,
      `SELECT profile_id FROM identity_tenures WHERE version > {moved_since:UInt64} AND version <= {moved_until:UInt64}`,
      // identifiers that were nobody's yet
      `SELECT arrayJoin([id_key, profile_id]) AS profile_id FROM identity WHERE version > {moved_since:UInt64} AND version <= {moved_until:UInt64}`,
    );
    Object.assign(params, { moved_since: moved.since, moved_until: moved.until });
  }
  // whose an event was at its time: of an identifier that has passed on it may be the former holder
  if (keys.length > 0)
    people.unshift(`SELECT ${personAtSql('id_key', 'ts')} AS profile_id FROM (${keys.join('\nUNION ALL\n')})`);
  if (people.length === 0) return 0;
  await clickhouse.command(
    `INSERT INTO audience_touched (run, profile_id)
     SELECT DISTINCT {run:UUID}, profile_id FROM (${people.join('\nUNION ALL\n')}) WHERE profile_id != 0`,
    params,
  );
  const found = await clickhouse.queryOne<{ people: string }>(
    'SELECT count() AS people FROM audience_touched WHERE run = {run:UUID}',
    { run },
  );
  const count = Number(found?.people ?? 0);
  if (count > 0 && count <= limit) await stageKeys(clickhouse, run);
  return count;
};

/** What was theirs and passed on is theirs until then: the log itself says whose an event is. */
const stageKeys = (clickhouse: ClickHouse, run: string): Promise<void> =>
  clickhouse.command(
    `INSERT INTO audience_keys (run, id_key)
     WITH staged AS (SELECT profile_id FROM audience_touched WHERE run = {run:UUID})
     SELECT DISTINCT {run:UUID}, id_key FROM (
       SELECT profile_id AS id_key FROM staged
       UNION ALL SELECT id_key FROM identity WHERE profile_id IN (staged)
       UNION ALL SELECT id_key FROM identity_tenures WHERE profile_id IN (staged))`,
    { run },
  );

/**
 * People with an event whose time has come. A millisecond on both sides, for thresholds that lie between two.
 * One look at each event's times, however many windows it has.
 */
const sweptSql = ({ from, until, after }: Sweep): { readonly sql: string; readonly params: Params } => {
  const params: Record<string, unknown> = {};
  const spans = new Map<string, string[]>();
  for (const [i, { event, afterMs }] of after.entries()) {
    params[`swept_from_${i}`] = new Date(Math.max(0, from.getTime() - afterMs - 1));
    params[`swept_until_${i}`] = new Date(Math.max(0, until.getTime() - afterMs + 1));
    const span = `(ts >= {swept_from_${i}:DateTime64(3, 'UTC')} AND ts < {swept_until_${i}:DateTime64(3, 'UTC')})`;
    spans.set(event, [...(spans.get(event) ?? []), span]);
  }
  const looks = [...spans].map(([event, some], i) => {
    params[`swept_event_${i}`] = event;
    return `SELECT id_key, ts FROM events WHERE name = {swept_event_${i}:String} AND (${some.join(' OR ')})`;
  });
  return { sql: looks.join('\nUNION ALL\n'), params };
};
