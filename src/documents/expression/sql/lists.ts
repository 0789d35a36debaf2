import type { OverEvents, TypedAggregate } from '../typed.ts';
import type { Meanings } from '../meanings.ts';
import type { Atom } from './atom.ts';
import { conditionSql, edgeSql } from './condition-sql.ts';
import { createFields } from './fields.ts';
import type { Parameters } from './parameters.ts';
import { allDates, type EventSource, filtersOf, longestSql } from './scan.ts';
import { distinctSql, diversitySql, favouriteSql } from './statistics-sql.ts';

/** Aggregates about which values there were: of many dates they are read off one list a person. */
export const isListed = (aggregate: OverEvents): aggregate is TypedAggregate =>
  aggregate.type === 'aggregate' &&
  (aggregate.name === 'favourite' || aggregate.name === 'diversity' || aggregate.name === 'distinct') &&
  aggregate.window.from?.type !== 'event';

/**
 * For each person the values of their events in order of time, once; then for each date the stretch of them that its
 * window takes. A state for every person and date, as the other aggregates have one, would hold a list for each.
 */
export const listsSql = (args: {
  readonly atoms: readonly Atom[];
  readonly source: EventSource;
  readonly timeZone: string;
  readonly parameters: Parameters;
  readonly attribute: Meanings['attribute'];
  readonly prefix: string;
  readonly who: readonly string[];
}): string => {
  const { atoms, source, timeZone, parameters, attribute, prefix, who } = args;
  const asOf = 'as_of';
  const fields = createFields(prefix, parameters, attribute, source.column);
  const lists = createFields(`${prefix}_list`, parameters);
  const windows = createFields(`${prefix}_in`, parameters);
  const inner = { parameters, fields, dates: 'many', asOf, timeZone } as const;
  const columns = atoms.map(({ aggregate, column }) => {
    if (!isListed(aggregate) || aggregate.property === null) throw new Error('an aggregate without a list');
    const value = fields.add(aggregate.property);
    const all = { ...aggregate, window: { from: null, until: null } };
    const list = lists.define(
      `arraySort(groupArrayIf((ts, assumeNotNull(${value})), ${conditionSql(all, inner)} AND isNotNull(${value})))`,
    );
    const { from, until } = aggregate.window;
    const since = from === null || from.type === 'event' ? '' : ` AND e.1 >= ${windows.define(edgeSql(from, inner))}`;
    const before = until === null ? '' : ` AND e.1 < ${windows.define(edgeSql(until, inner))}`;
    const values = windows.define(`arrayFilter(e -> e.1 < ${asOf}${since}${before}, ${list}).2`);
    const rows = { values, valuesInTime: values };
    return `${listedSql(aggregate.name, rows, windows.define)} AS ${column}`;
  });
  const longest = longestSql(atoms, who, parameters);
  const filters = filtersOf({ source, dates: 'many', asOf, who, longest, parameters }).join(' AND ');
  const key = source.profileId === 'profile_id' ? 'profile_id' : `${source.profileId} AS profile_id`;
  const named = (definitions: readonly string[]): string =>
    definitions.length === 0 ? '' : `WITH ${definitions.join(',\n    ')}\n  `;
  return `  ${named(windows.definitions())}SELECT profile_id, ${asOf},
    ${columns.join(',\n    ')}
  FROM (
  ${named(fields.definitions())}SELECT ${[key, `min(ts) AS ${prefix}_first`, ...lists.definitions()].join(',\n    ')}
  FROM ${source.from} WHERE ${filters} GROUP BY profile_id)
  ARRAY JOIN arrayFilter(date -> ${prefix}_first < date, ${allDates}) AS ${asOf}`;
};

type Values = { readonly values: string; readonly valuesInTime: string };

const listedSql = (name: TypedAggregate['name'], rows: Values, define: (sql: string) => string): string => {
  if (name === 'distinct') return distinctSql(rows);
  return name === 'diversity' ? diversitySql(rows, define) : favouriteSql(rows, define);
};
