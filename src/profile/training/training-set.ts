import { setImmediate as turn } from 'node:timers/promises';
import { type ClickHouse, type Params, sqlTime } from '#platform';
import { type NumberRows, readNumberBlocks } from '../column-stream.ts';
import type { FeatureSet } from '../feature-set.ts';
import { alongside, type PartRows, splitByDate } from './dated-rows.ts';
import { inParts } from './staged-people.ts';

/** What followed each date, such as labels: a query for many dates, asked as of so many days after each. */
export type Followed = {
  readonly sql: string;
  readonly params: Params;
  readonly columns: readonly string[];
  readonly daysLater: number;
};

/**
 * Features, then extras, then the columns of what followed, of the people at each of many dates: one pass over the log for
 * all of them. The rows of a date are those of `readFeatures` at that date, in the order of the OneIDs; whom nothing
 * followed has zeros there.
 *
 * @returns a date's rows, in the order of the dates asked for
 */
export const readTrainingSet = async (
  clickhouse: ClickHouse,
  set: FeatureSet,
  dates: readonly Date[],
  followed?: Followed,
): Promise<readonly NumberRows[]> => {
  const columns = columnsOf(set);
  const parts: PartRows[][][] = [];
  await inParts(clickhouse, { asked: set.asked, dates }, async ({ sql, params }, part) => {
    const list = columns.map((name) => `, ${number(name)}`).join('');
    const stream = await clickhouse.stream(
      `SELECT profile_id, ${dateSql} AS place${list} FROM (${sql}) ORDER BY place, profile_id SETTINGS max_threads = 1, join_algorithm = 'parallel_hash' FORMAT RowBinary`,
      params,
    );
    parts[part] = splitByDate(await readNumberBlocks(stream, 1 + columns.length), dates.length);
  });
  const after = followed === undefined ? undefined : await readFollowed(clickhouse, followed, dates);
  const sets: NumberRows[] = [];
  for (let i = 0; i < dates.length; i++) {
    // let go of as they are put together, with a turn for the collector: beside the sets stand few rows more than a date's
    const own = parts.flatMap((part) => part[i].splice(0));
    sets.push(
      alongside(
        own,
        columns.length,
        after === undefined ? undefined : { rows: after[i], columns: followed?.columns.length ?? 0 },
      ),
    );
    await turn();
  }
  return sets;
};

/**
 * The same rows written to `feature_rows`, each date under a name, values in the order names, extras: for sets
 * that do not fit into memory, or are to be kept. Repeating it writes the same rows.
 */
export const buildTrainingSet = async (
  clickhouse: ClickHouse,
  set: FeatureSet,
  snapshots: ReadonlyMap<string, Date>,
): Promise<void> => {
  const names = [...snapshots.keys()];
  const dates = [...snapshots.values()];
  const values = columnsOf(set).map(number).join(', ');
  await inParts(clickhouse, { asked: set.asked, dates }, ({ sql, params }) =>
    clickhouse.command(
      `INSERT INTO feature_rows (snapshot, profile_id, as_of, values)
       SELECT {training_names:Array(String)}[indexOf({as_of_dates:Array(DateTime64(3, 'UTC'))}, as_of)], profile_id, as_of, [${values}] FROM (${sql})`,
      { ...params, training_names: names },
      { max_threads: 1, join_algorithm: 'parallel_hash', max_execution_time: 3600 },
    ),
  );
};

const columnsOf = (set: FeatureSet): readonly string[] => [...set.names.map((_, i) => `f${i}`), ...set.extras];

/** The place of a row's date among those asked for, from 1. */
const dateSql = `toFloat32(indexOf({as_of_dates:Array(DateTime64(3, 'UTC'))}, as_of))`;

// a missing value is NaN, as the trees expect it
const number = (column: string): string => `toFloat32(ifNull(${column}, nan))`;

const readFollowed = async (
  clickhouse: ClickHouse,
  { sql, params, columns, daysLater }: Followed,
  dates: readonly Date[],
): Promise<readonly (readonly PartRows[])[]> => {
  const list = columns.map((name) => `, ${number(name)}`).join('');
  const stream = await clickhouse.stream(
    `SELECT profile_id, ${dateSql} AS place${list} FROM (${sql}) ORDER BY place, profile_id FORMAT RowBinary`,
    { ...params, as_of_dates: dates.map((date) => sqlTime(new Date(date.getTime() + daysLater * 86_400_000))) },
  );
  return splitByDate(await readNumberBlocks(stream, 1 + columns.length), dates.length);
};
