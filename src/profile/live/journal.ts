import { stableUuidSql } from '#collect';
import { type ClickHouse, type Clock, faultPoint, type Postgres } from '#platform';
import { promises } from '../passes/promise.ts';
import type { State } from '../passes/state.ts';
import { audienceStates } from './state.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type Told = { readonly entered: number; readonly left: number; readonly audiences: readonly string[] };

/** Who signs the events below; no write key may have it. */
export const audienceSource = 'gyre';

/** Makes a journalled run so; the order of steps and what a crash leaves are passes/promise.ts's. */
export const applyJournal = async (
  deps: Deps,
  state: State,
  run: string,
): Promise<{ readonly state: State; readonly told: Told }> => {
  const told = await countJournal(deps.clickhouse, run);
  if (told.audiences.length === 0) return { state, told };
  faultPoint('audience/before-promise');
  const promised = await runs.make(deps, state, run);
  faultPoint('audience/after-promise');
  return { state: await keepPromise(deps, promised, { again: false }), told };
};

const runs = promises({
  states: audienceStates,
  tell: async (clickhouse, params, again) => {
    await clickhouse.command(tellSql(again), params);
    faultPoint('audience/after-events');
  },
  change: async (clickhouse, params) => {
    await clickhouse.command(
      `INSERT INTO audience_members (audience, profile_id, member, since, version)
       SELECT audience, profile_id, member, since, {version:UInt64} FROM audience_journal WHERE run = {run:UUID}`,
      params,
    );
    faultPoint('audience/after-members');
  },
});

/** Finishes a promised run. */
export const keepPromise = runs.keep;

/** The change is named by audience, person and run: told twice, it is one event. */
const eventId = stableUuidSql(
  `concat('audience\\0', audience, '\\0', toString(profile_id), '\\0', toString({run:UUID}))`,
);

/** Hangs on the person's own key, so that it follows them through every merge. */
const tellSql = (again: boolean): string => `
  INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
  SELECT id, if(member = 1, '$audience_entered', '$audience_left'), since, {now:DateTime64(3, 'UTC')}, '${audienceSource}',
    profile_id, map(), [profile_id], '', concat('{"audience":', toJSONString(toString(audience)), '}'), '{}', NULL, ''
  FROM (SELECT ${eventId} AS id, audience, profile_id, member, since FROM audience_journal WHERE run = {run:UUID} AND silent = 0)
  ${again ? `WHERE id NOT IN (SELECT event_id FROM events WHERE name IN ('$audience_entered', '$audience_left'))` : ''}`;

const countJournal = async (clickhouse: ClickHouse, run: string): Promise<Told> => {
  const rows = await clickhouse.query<{ audience: string; entered: string; left: string }>(
    `SELECT audience, countIf(member = 1) AS entered, countIf(member = 0) AS left
     FROM audience_journal WHERE run = {run:UUID} GROUP BY audience ORDER BY audience`,
    { run },
  );
  return {
    entered: rows.reduce((sum, row) => sum + Number(row.entered), 0),
    left: rows.reduce((sum, row) => sum + Number(row.left), 0),
    audiences: rows.map(({ audience }) => audience),
  };
};
