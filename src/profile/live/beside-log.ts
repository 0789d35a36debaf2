import { type Typed, walk } from '#documents';
import type { ClickHouse } from '#platform';

/** Tables besides the log that a condition can read: what models said, cuts of ranked tags, frozen lists. */
const tables = ['scores', 'tag_thresholds', 'audience_frozen'] as const;
export type BesideLog = (typeof tables)[number];

/** Which of them an expression reads, audiences and tags put in their places. */
export const readBesideLog = (expanded: Typed): ReadonlySet<BesideLog> =>
  new Set([...walk(expanded)].flatMap((node) => tableOf[node.type] ?? []));

const tableOf: Readonly<Record<string, BesideLog | undefined>> = {
  score: 'scores',
  level: 'tag_thresholds',
  audience: 'audience_frozen',
};

/** How many rows each had. Of one process, so the first look counts as a change. */
export type RowsSeen = Map<BesideLog, string>;

/**
 * Which of the tables have other rows than at the last look. Their parts know how many rows they have, so it is cheap to ask
 * every second; a merge that drops a repeated row looks like a change and costs one look too many.
 */
export const changedBesideLog = async (
  clickhouse: ClickHouse,
  wanted: readonly { readonly besides: ReadonlySet<BesideLog> }[],
  seen: RowsSeen,
): Promise<{ readonly changed: ReadonlySet<BesideLog>; /** They were dealt with. */ readonly confirm: () => void }> => {
  const asked = tables.filter((table) => wanted.some(({ besides }) => besides.has(table)));
  if (asked.length === 0) return { changed: new Set(), confirm: () => {} };
  const row = await clickhouse.queryOne<Readonly<Record<BesideLog, string>>>(
    `SELECT ${asked.map((table) => `(SELECT count() FROM ${table}) AS ${table}`).join(', ')}`,
  );
  const rowsOf = (table: BesideLog): string => String(row?.[table] ?? 0);
  return {
    changed: new Set(asked.filter((table) => seen.get(table) !== rowsOf(table))),
    confirm: () => {
      for (const table of asked) seen.set(table, rowsOf(table));
    },
  };
};
