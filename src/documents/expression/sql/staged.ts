import type { Meanings, Sql } from '../meanings.ts';
import type { TypedProperty, ValueType } from '../typed.ts';
import { type CompileArgs, type CompiledSet, compileSet, defaultSource } from './compile-set.ts';
import { createFields } from './fields.ts';
import { createParameters } from './parameters.ts';
import { type EventSource, filtersOf, longestSql } from './scan.ts';

/**
 * A set for many dates in two steps: the events that it reads are written down once, narrow, with the person found and
 * every property read; then the set is asked of that table, part by part of the people, without reading the log again.
 */
export type StagedSet = {
  readonly stage: Sql & {
    /** What the query yields, in order: the table needs these columns. */
    readonly columns: readonly (readonly [name: string, type: string])[];
  };
  /** Asks the table. */
  readonly set: CompiledSet;
};

type StageArgs = Omit<CompileArgs, 'dates' | 'scans' | 'population'> & {
  /** The table, which of its rows, and whose scores and lists those need. */
  readonly staged: { readonly table: string } & Required<Pick<EventSource, 'where' | 'whose'>>;
};

/** Give both queries the parameter `as_of_dates`. */
export const compileStaged = ({ staged, ...args }: StageArgs): StagedSet => {
  const { source = defaultSource, prefix = 'p', meanings = {} } = args;
  const reader = createReader(`${prefix}_e`, meanings.attribute);
  const { table, ...some } = staged;
  const from = { from: table, profileId: 'profile_id', ...some, column: reader.column };
  const set = compileSet({ ...args, source: from, dates: 'many', scans: 'by_event' });
  const { parameters } = reader;
  const longest = longestSql(set.atoms, set.reads, parameters);
  const filters = filtersOf({ source, dates: 'many', asOf: 'as_of', who: set.reads, longest, parameters });
  const known: readonly (readonly [string, string, string])[] = [
    ['profile_id', 'UInt64', source.profileId],
    ['name', 'LowCardinality(String)', 'name'],
    ['ts', "DateTime64(3, 'UTC')", 'ts'],
    // the only column that does not compress
    ['event_id', 'UUID', `if(name IN ${parameters.add('Array(String)', set.ordered)}, event_id, toUUID('${nil}'))`],
  ];
  const selected = known.map(([name, , sql]) => (sql === name ? name : `${sql} AS ${name}`));
  const read = reader.columns();
  const definitions = reader.definitions();
  return {
    stage: {
      columns: [...known.map(([name, type]) => [name, type] as const), ...read],
      sql: `${definitions.length === 0 ? '' : `WITH ${definitions.join(',\n  ')}\n`}SELECT ${[...selected, ...read.map(([name]) => name)].join(', ')}
FROM ${source.from} WHERE ${filters.join(' AND ')}`,
      params: parameters.all(),
    },
    set,
  };
};

const nil = '00000000-0000-0000-0000-000000000000';

/** Notes every property that a set asks for, and gives it a column. */
const createReader = (prefix: string, attribute: Meanings['attribute']) => {
  const parameters = createParameters(prefix);
  const fields = createFields(prefix, parameters, attribute);
  const types = new Map<string, string>();
  return {
    parameters,
    column: (property: TypedProperty): string => {
      const name = fields.add(property);
      types.set(name, columnTypes[property.as]);
      return name;
    },
    columns: () => [...types],
    definitions: fields.definitions,
  };
};

const columnTypes = {
  number: 'Nullable(Float64)',
  string: 'Nullable(String)',
  boolean: 'Nullable(Bool)',
} as const satisfies Record<ValueType, string>;
