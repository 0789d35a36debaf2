import { stableUuidSql } from '#collect';
import { type ClickHouse, type Clock, faultPoint, type Postgres } from '#platform';
import { promises } from '../passes/promise.ts';
import type { State } from '../passes/state.ts';
import { tagStates } from './state.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

/** Makes a journalled run so (passes/promise.ts). Answers how many values changed. */
export const applyJournal = async (
  deps: Deps,
  state: State,
  run: string,
): Promise<{ readonly state: State; readonly changed: readonly string[]; readonly changes: number }> => {
  const rows = await deps.clickhouse.query<{ tag: string; changes: string }>(
    'SELECT tag, count() AS changes FROM tag_journal WHERE run = {run:UUID} GROUP BY tag',
    { run },
  );
  if (rows.length === 0) return { state, changed: [], changes: 0 };
  const promised = await runs.make(deps, state, run);
  faultPoint('tags/after-promise');
  return {
    state: await keepPromise(deps, promised, { again: false }),
    changed: rows.map(({ tag }) => tag),
    changes: rows.reduce((sum, { changes }) => sum + Number(changes), 0),
  };
};

const runs = promises({
  states: tagStates,
  tell: async (clickhouse, params, again) => {
    await clickhouse.command(tellSql(again), params);
    faultPoint('tags/after-events');
  },
  change: async (clickhouse, params) => {
    await clickhouse.command(
      `INSERT INTO profile_tags (tag, profile_id, value, since, version)
       SELECT tag, profile_id, to_value, since, {version:UInt64} FROM tag_journal WHERE run = {run:UUID}`,
      params,
    );
    faultPoint('tags/after-values');
  },
});

/** Finishes a promised run. */
export const keepPromise = runs.keep;

const eventId = stableUuidSql(`concat('tag\\0', tag, '\\0', toString(profile_id), '\\0', toString({run:UUID}))`);
const textOrNull = (column: string): string => `if(empty(${column}), 'null', toJSONString(${column}))`;

/** Hangs on the person's own key, so that it follows them through every merge. */
const tellSql = (again: boolean): string => `
  INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
  SELECT id, '$tag_changed', since, {now:DateTime64(3, 'UTC')}, 'gyre', profile_id, map(), [profile_id], '',
    concat('{"tag":', toJSONString(toString(tag)), ',"from":', ${textOrNull('from_value')}, ',"to":', ${textOrNull('to_value')}, '}'),
    '{}', NULL, ''
  FROM (SELECT ${eventId} AS id, tag, profile_id, from_value, to_value, since FROM tag_journal WHERE run = {run:UUID} AND silent = 0)
  ${again ? `WHERE id NOT IN (SELECT event_id FROM events WHERE name = '$tag_changed')` : ''}`;
