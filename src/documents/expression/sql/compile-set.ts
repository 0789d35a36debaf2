import { problem } from '#platform';
import type { Expression } from '../ast.ts';
import { expand, typedOrThrow } from '../expand.ts';
import type { Meanings, Sql } from '../meanings.ts';
import { typeOf, walk, type OverEvents, type Typed, isOverEvents } from '../typed.ts';
import { atomKey, atomValueSql, type Atom } from './atom.ts';
import { createBeside } from './beside.ts';
import { isListed, listsSql } from './lists.ts';
import { createParameters } from './parameters.ts';
import { possibleWithoutEvents } from './possible-without-events.ts';
import { scalarSql } from './scalar-sql.ts';
import { eventNames, peopleSql, scanSql, type EventSource } from './scan.ts';

export type CompileArgs = {
  /** Columns of the answer. Names must be identifiers. */
  readonly outputs: readonly { readonly name: string; readonly expression: Expression }[];
  /** Keep the people for whom this holds. */
  readonly where?: Expression;
  /**
   * Whose rows come out. `seen` (default): everybody with any event before T. A query: its `profile_id`
   * (and `as_of` for many dates), with or without events. When `where` cannot hold without events, only the people
   * who have some of the events are looked at.
   */
  readonly population?: 'seen' | Sql;
  /** `one` (default): the caller gives `{as_of}`. `many`: `{as_of_dates}`, and the answer has a column `as_of`. */
  readonly dates?: 'one' | 'many';
  /** What audiences, tags, models and catalogues named by the expressions are. */
  readonly meanings?: Meanings;
  /**
   * `one`: a single scan for everything. `by_event`: one for each event (or set of events that an aggregate reads), joined:
   * of each event only its own aggregates are asked, and only as far back as they look. By default whatever is less
   * work, see docs/adr/0026.
   */
  readonly scans?: 'one' | 'by_event';
  /** Starts every parameter's name; give different ones to sets that meet in one query. Default `p`. */
  readonly prefix?: string;
  readonly source?: EventSource;
  /** IANA name of the zone whose days count in windows like `this_month`. Default UTC. */
  readonly timeZone?: string;
};

export type CompiledSet = Sql & {
  /** The aggregates, each once. */
  readonly atoms: readonly Atom[];
  /** The events that the query reads: those with these names, or every event, because everybody is asked about. */
  readonly reads: 'everybody' | readonly string[];
  /** Of these events the order counts too, not only the time. */
  readonly ordered: readonly string[];
};

/**
 * Expressions → one query: each distinct aggregate once, out of a single scan of the log or, when they are many, out of
 * one scan per event; around them the outputs.
 * Give the parameter `as_of` (`DateTime64(3, 'UTC')`: `sqlTime(date)`) when running it; only events before it count.
 * Rows: profile_id, [as_of,] then the outputs: Nullable(Float64), Nullable(String), or 0/1 for conditions.
 */
export const compileSet = (args: CompileArgs): CompiledSet => {
  const { prefix = 'p', dates = 'one', population = 'seen', source = defaultSource, timeZone = 'UTC' } = args;
  const meanings = args.meanings ?? {};
  const parameters = createParameters(prefix);
  const outputs = args.outputs.map(({ name, expression }) => ({
    name: checkedName(name),
    typed: expand(typedOrThrow(expression), meanings),
  }));
  const where = args.where === undefined ? null : expand(typedOrThrow(args.where, 'boolean'), meanings);
  const atoms = atomsOf([...outputs.map(({ typed }) => typed), ...(where === null ? [] : [where])], prefix);
  const asOf = dates === 'one' ? asOfParameter : 'as_of';
  const beside = createBeside({ meanings, parameters, prefix, dates, asOf, whose: source.whose });

  const columns = new Map(atoms.map((atom) => [atomKey(atom.aggregate), atomValueSql(atom, asOf)]));
  const leaves = {
    parameters,
    property: outsideWhere,
    // every aggregate was collected above
    aggregate: (aggregate: OverEvents): string => columns.get(atomKey(aggregate)) ?? 'NULL',
    ...beside.leaves,
  };
  const touchedOnly = where !== null && !possibleWithoutEvents(where);
  const everybody = population === 'seen' && !touchedOnly;
  const { attribute } = meanings;
  const scan = (some: readonly Atom[], who: 'everybody' | readonly string[]): string =>
    scanSql({ atoms: some, source, dates, asOf, timeZone, parameters, prefix, who, attribute });
  const people = everybody ? 'everybody' : eventNames(atoms);
  const groups = byEvents(atoms, dates);
  const scans = args.scans ?? (atoms.length < manyAtoms ? 'one' : 'by_event');
  const apart = scans === 'by_event' && groups.length > 1;
  const parts = apart ? groups.map((some) => [some, eventNames(some)] as const) : [[atoms, people] as const];
  const queries = parts.map(([some, who]) => {
    const listed = apart && dates === 'many' && some.every(({ aggregate }) => isListed(aggregate));
    if (!listed || who === 'everybody') return scan(some, who);
    return listsSql({ atoms: some, source, timeZone, parameters, prefix, who, attribute });
  });

  const keys = dates === 'one' ? ['profile_id'] : ['profile_id', 'as_of'];
  const selected = [
    ...keys,
    ...outputs.map(({ name, typed }) => `${outputSql(typed, scalarSql(typed, leaves))} AS ${name}`),
  ].join(',\n  ');
  const filter = where === null ? '' : `\nWHERE ${scalarSql(where, leaves)}`;

  const joins = beside
    .joins()
    .map(({ query, alias }) => `\nLEFT JOIN (${query}) AS ${alias} USING (${keys.join(', ')})`);
  // people without an event of the one scan, or of one of several, get the values of nothing
  if (population !== 'seen' || apart) {
    const joined = atoms.length === 0 ? [] : queries;
    joins.unshift(
      ...joined.map((each, i) => `\nLEFT JOIN (\n${each}\n) AS person${i || ''} USING (${keys.join(', ')})`),
    );
  }
  if (population !== 'seen') parameters.merge(population.params);
  const seen = apart
    ? `(\n${peopleSql({ source, dates, asOf, who: people, parameters })}\n) AS population`
    : `(\n${queries[0]}\n) AS person`;
  const from = population === 'seen' ? seen : `(${population.sql}) AS population`;
  return {
    sql: `SELECT ${selected}\nFROM ${from}${joins.join('')}${filter}`,
    params: parameters.all(),
    atoms,
    reads: people,
    ordered: parts.flatMap(([some], i) => (queries[i]?.includes('event_id') ? eventNames(some) : [])),
  };
};

/** The people for whom a condition holds: one column, `profile_id`. */
export const compileCondition = (
  condition: Expression,
  args: Omit<CompileArgs, 'outputs' | 'where'> = {},
): CompiledSet => compileSet({ ...args, outputs: [], where: condition });

/** Fewer aggregates than this are cheaper asked of every event than a join per event costs (docs/adr/0026). */
const manyAtoms = 24;

export const defaultSource: EventSource = { from: 'people_events', profileId: 'profile_id' };
const asOfParameter = "{as_of:DateTime64(3, 'UTC')}";

const atomsOf = (typed: readonly Typed[], prefix: string): readonly Atom[] => {
  const atoms = new Map<string, Atom>();
  for (const node of typed.flatMap((each) => [...walk(each)])) {
    if (!isOverEvents(node) || atoms.has(atomKey(node))) continue;
    atoms.set(atomKey(node), { column: `${prefix}_a${atoms.size}`, aggregate: node });
  }
  return [...atoms.values()];
};

/** Aggregates over the same events together; of many dates those read off lists by themselves. */
const byEvents = (atoms: readonly Atom[], dates: 'one' | 'many'): readonly (readonly Atom[])[] => {
  const groups = new Map<string, Atom[]>();
  for (const atom of atoms) {
    const key = JSON.stringify([eventNames([atom]), dates === 'many' && isListed(atom.aggregate)]);
    groups.set(key, [...(groups.get(key) ?? []), atom]);
  }
  return [...groups.values()];
};

/** The parser refuses properties outside `where`. */
const outsideWhere = (): never => {
  throw new Error('a property outside where');
};

const checkedName = (name: string): string => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw problem('invalid_input', {
      detail: `${JSON.stringify(name)} is no name of an output`,
      detailZh: `${JSON.stringify(name)} 不能作为输出名`,
    });
  return name;
};

/** Conditions as 0/1; numbers that are not finite as null. */
const outputSql = (typed: Typed, sql: string): string => {
  if (typeOf(typed) === 'boolean') return `toUInt8(${sql})`;
  return typeOf(typed) === 'number' && mayOverflow(typed) ? `ifNotFinite(${sql}, NULL)` : sql;
};

const mayOverflow = (typed: Typed): boolean =>
  typed.type === 'aggregate' ? overflowing.has(typed.name) : typed.type !== 'literal';
const overflowing: ReadonlySet<string> = new Set(['sum', 'mean', 'stddev']);
