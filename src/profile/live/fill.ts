import { randomUUID } from 'node:crypto';
import { type ClickHouse, faultPoint, type Postgres } from '#platform';
import type { Known } from '../known.ts';
import { journalDifferences, membershipsSql } from './differences.ts';
import type { LiveAudience } from './live-audience.ts';
import { slicesFor } from './slices.ts';
import { noteSizes } from './sizes.ts';
import type { State } from '../passes/state.ts';
import { audienceStates, forgetFilled, noteFilled, readFilled } from './state.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres };

/**
 * Brings the members of audiences that are new, have changed or are no more to what holds now, for everybody, all of
 * them out of one pass over the log.
 *
 * No events tell of it: nobody has done anything, somebody has written a document; ten thousand people who "entered" at
 * once would set off whatever waits for one who does. The size's history shows the step.
 */
export const fillAudiences = async (
  { clickhouse, postgres }: Deps,
  state: State,
  audiences: readonly LiveAudience[],
  known: Known,
  now: Date,
): Promise<{ readonly state: State; readonly names: readonly string[] }> => {
  const filled = await readFilled(postgres);
  const anew = audiences.filter(({ name, hash }) => filled.get(name) !== hash);
  const gone = [...filled.keys()].filter((name) => !audiences.some((audience) => audience.name === name));
  if (anew.length === 0 && gone.length === 0) return { state, names: [] };
  const beganMs = performance.now();
  const next = { ...state, version: state.version + 1 };
  if (gone.length > 0) await emptyAudiences(clickhouse, gone, next.version, now);
  const written = await withMembers(clickhouse, anew);
  const first = anew.filter(({ name }) => !written.has(name));
  const again = anew.filter(({ name }) => written.has(name));
  if (first.length > 0) await writeFirst(clickhouse, first, known, next.version, now);
  if (again.length > 0) {
    const journal = randomUUID();
    for (const slice of await slicesFor(clickhouse, again.length)) {
      const whom = { type: 'slice', slice } as const;
      await journalDifferences(clickhouse, again, known, { journal, whom, asOf: now, told: false });
    }
    await clickhouse.command(
      `INSERT INTO audience_members (audience, profile_id, member, since, version)
       SELECT audience, profile_id, member, since, {version:UInt64} FROM audience_journal WHERE run = {run:UUID}`,
      { run: journal, version: next.version },
    );
  }
  faultPoint('audience/after-fill');
  await noteSizes(clickhouse, [...anew.map(({ name }) => name), ...gone], now);
  // rows of this version may be members already: the number must not come again
  await audienceStates.write(postgres, next);
  await noteFilled(postgres, anew, now, (performance.now() - beganMs) / 1000);
  await forgetFilled(postgres, gone);
  return { state: next, names: anew.map(({ name }) => name) };
};

/** Those that have rows already, of an earlier meaning or of a fill that was cut off. */
const withMembers = async (
  clickhouse: ClickHouse,
  audiences: readonly LiveAudience[],
): Promise<ReadonlySet<string>> => {
  const rows = await clickhouse.query<{ audience: string }>(
    'SELECT DISTINCT toString(audience) AS audience FROM audience_members WHERE audience IN {names:Array(String)}',
    { names: audiences.map(({ name }) => name) },
  );
  return new Set(rows.map(({ audience }) => audience));
};

/**
 * Nobody is twice in what is written first, so nothing is looked for; and each core sorts for itself what goes to the members
 * and to the table by person, which would otherwise take one core as long as working all of it out takes two.
 */
const bulk = { optimize_on_insert: 0, max_insert_threads: '2', parallel_view_processing: 1 } as const;

const writeFirst = async (
  clickhouse: ClickHouse,
  audiences: readonly LiveAudience[],
  known: Known,
  version: number,
  now: Date,
): Promise<void> => {
  for (const slice of await slicesFor(clickhouse, audiences.length)) {
    const { sql, params } = membershipsSql(audiences, known, { whom: { type: 'slice', slice }, asOf: now });
    await clickhouse.command(
      `INSERT INTO audience_members (audience, profile_id, member, since, version)
       SELECT audience, profile_id, 1, {as_of:DateTime64(3, 'UTC')}, {version:UInt64} FROM (${sql})`,
      { ...params, version },
      bulk,
    );
  }
};

const emptyAudiences = (
  clickhouse: ClickHouse,
  audiences: readonly string[],
  version: number,
  now: Date,
): Promise<void> =>
  clickhouse.command(
    `INSERT INTO audience_members (audience, profile_id, member, since, version)
     SELECT audience, profile_id, 0, {now:DateTime64(3, 'UTC')}, {version:UInt64}
     FROM (SELECT audience, profile_id, member FROM audience_members FINAL WHERE audience IN {audiences:Array(String)}) WHERE member = 1`,
    { audiences, version, now },
  );
