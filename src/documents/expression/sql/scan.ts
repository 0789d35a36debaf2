import { atomSql, type Atom } from './atom.ts';
import { createFields } from './fields.ts';
import { eventsOf, type TypedProperty, type TypedWindow } from '../typed.ts';
import type { Meanings } from '../meanings.ts';
import type { Parameters } from './parameters.ts';

/** Where events with people come from; anything with the log's columns will do. */
export type EventSource = {
  readonly from: string;
  /** The expression for the person. */
  readonly profileId: string;
  /** Which of its rows, when not all; and of what else lies beside the log, scores and lists, whose. */
  readonly where?: string;
  readonly whose?: (profileId: string) => string;
  /** Where a property stands in a column of its own, read beforehand (see staged.ts). By default it is read as it comes. */
  readonly column?: (property: TypedProperty) => string;
};

/**
 * The one scan. Its row is a person (at a date): what all their events before T come to.
 * Strictly before: an event at T itself is part of what is to be predicted.
 */
export const scanSql = (args: {
  readonly atoms: readonly Atom[];
  readonly source: EventSource;
  readonly dates: 'one' | 'many';
  readonly asOf: string;
  readonly timeZone: string;
  readonly parameters: Parameters;
  readonly attribute: Meanings['attribute'];
  readonly prefix: string;
  /** Whose rows come out: of everybody, or of those who have any of these events. */
  readonly who: 'everybody' | readonly string[];
}): string => {
  const { atoms, source, dates, asOf, timeZone, parameters, who } = args;
  const fields = createFields(args.prefix, parameters, args.attribute, source.column);
  const columns = atoms.map(
    (atom) => `${atomSql(atom.aggregate, { parameters, fields, dates, asOf, timeZone })} AS ${atom.column}`,
  );
  const longest = longestSql(atoms, who, parameters);
  const filters = filtersOf({ source, dates, asOf, who, longest, parameters });
  const key = source.profileId === 'profile_id' ? 'profile_id' : `${source.profileId} AS profile_id`;
  const keys = dates === 'one' ? [key] : [key, 'as_of'];
  const everyDate = dates === 'one' ? '' : `\n  ARRAY JOIN ${datesOf(longest)} AS as_of`;
  const defined = fields.definitions();
  const named = defined.length === 0 ? '' : `  WITH ${defined.join(',\n    ')}\n`;
  return `${named}  SELECT ${[...keys, ...columns].join(',\n    ')}
  FROM ${source.from}${everyDate}
  WHERE ${filters.join(' AND ')}
  GROUP BY profile_id${dates === 'one' ? '' : ', as_of'}`;
};

/** Which rows of the log are read at all. */
export const filtersOf = (args: {
  readonly source: EventSource;
  readonly dates: 'one' | 'many';
  readonly asOf: string;
  readonly who: 'everybody' | readonly string[];
  readonly longest: string | null;
  readonly parameters: Parameters;
}): readonly string[] => {
  const { source, dates, asOf, who, longest, parameters } = args;
  const [latest, earliest] = dates === 'one' ? [asOf, asOf] : [`arrayMax(${allDates})`, `arrayMin(${allDates})`];
  return [
    ...(source.where === undefined ? [] : [source.where]),
    `ts < ${latest}`,
    // events without a person, such as alerts, belong to nobody
    who === 'everybody' ? 'profile_id != 0' : `name IN ${parameters.add('Array(String)', who)}`,
    ...(longest === null ? [] : [`ts >= ${earliest} - ${longest}`]),
  ];
};

/** How far back the atoms look; null without end, or where everybody's first event counts. */
export const longestSql = (
  atoms: readonly Atom[],
  who: 'everybody' | readonly string[],
  parameters: Parameters,
): string | null => {
  const longestMs = who === 'everybody' ? null : longestWindowMs(atoms);
  return longestMs === null ? null : `toIntervalMillisecond(${parameters.add('Int64', longestMs)})`;
};

/** The people themselves (at every date by which they had an event): those whom the scans per event are joined to. */
export const peopleSql = (args: {
  readonly source: EventSource;
  readonly dates: 'one' | 'many';
  readonly asOf: string;
  readonly who: 'everybody' | readonly string[];
  readonly parameters: Parameters;
}): string => {
  const { source, dates, asOf, who, parameters } = args;
  const key = source.profileId === 'profile_id' ? 'profile_id' : `${source.profileId} AS profile_id`;
  const filters = filtersOf({ source, dates, asOf, who, longest: null, parameters }).join(' AND ');
  const grouped = (column: string): string =>
    `  SELECT ${key}${column} FROM ${source.from} WHERE ${filters} GROUP BY profile_id`;
  if (dates === 'one') return grouped('');
  return `  SELECT profile_id, arrayJoin(arrayFilter(date -> first < date, ${allDates})) AS as_of
  FROM (${grouped(', min(ts) AS first')})`;
};

export const allDates = "{as_of_dates:Array(DateTime64(3, 'UTC'))}";

/** Each event comes up for the dates that look back on it, and for no other: most events for few of many. */
const datesOf = (longest: string | null): string => {
  const reaches = longest === null ? '' : ` AND ts >= date - ${longest}`;
  return `arrayFilter(date -> ts < date${reaches}, ${allDates})`;
};

/** The events that these atoms read. */
export const eventNames = (atoms: readonly Atom[]): readonly string[] =>
  [...new Set(atoms.flatMap(({ aggregate }) => eventsOf(aggregate)))].sort();

/** Null when some atom looks back without end; days of the calendar are taken at their longest, and a day more. */
const longestWindowMs = (atoms: readonly Atom[]): number | null => {
  const spans = atoms.map(({ aggregate: { window } }) => lengthMs(window.from));
  const longest = Math.max(...spans);
  return Number.isFinite(longest) ? longest : null;
};

const longestDays = { day: 1, week: 7, month: 31, quarter: 92, year: 366 } as const;
const lengthMs = (edge: TypedWindow['from']): number => {
  if (edge?.type === 'ago') return edge.ms;
  return edge?.type !== 'calendar' ? Infinity : ((edge.back + 1) * longestDays[edge.unit] + 1) * 86_400_000;
};
