import { problem } from '#platform';
import type { Meanings } from '../meanings.ts';
import type { TypedLevel } from '../typed.ts';
import type { Parameters } from './parameters.ts';
import type { Leaves } from './scalar-sql.ts';

/** What expressions lean on beside the log: lists of people, scores, the cuts of ranked tags. */
export type Beside = {
  readonly leaves: Pick<Leaves, 'audience' | 'score' | 'level'>;
  /** Queries to join to each person (and date), after all leaves were asked for. */
  readonly joins: () => readonly Join[];
};

type Join = { readonly query: string; readonly alias: string };

export const createBeside = (args: {
  readonly meanings: Meanings;
  readonly parameters: Parameters;
  readonly prefix: string;
  readonly dates: 'one' | 'many';
  readonly asOf: string;
  /** Only these people are asked about; by default all. */
  readonly whose?: ((profileId: string) => string) | undefined;
}): Beside => {
  const { meanings, parameters, prefix, dates, asOf } = args;
  const asked = args.whose?.('profile_id');
  const scores = new Map<string, { readonly column: string; readonly query: string }>();
  const levels = new Map<string, string>();
  const audiences = new Map<string, string>();

  const scoreOf = (model: string): { readonly column: string; readonly query: string } => {
    const column = `${prefix}_s${scores.size}`;
    const rows = meanings.score?.(model, `${column}_`);
    if (rows === undefined)
      throw problem('invalid_input', {
        detail: `score("${model}") cannot be used here`,
        detailZh: `此处不能使用 score("${model}")`,
      });
    parameters.merge(rows.params);
    const [date, each] =
      dates === 'one' ? ['', ''] : [', as_of', " ARRAY JOIN {as_of_dates:Array(DateTime64(3, 'UTC'))} AS as_of"];
    const query = `SELECT profile_id${date}, ifNotFinite(toNullable(argMax(score, at)), NULL) AS ${column}
  FROM (${rows.sql})${each} WHERE at < ${asOf}${asked === undefined ? '' : ` AND ${asked}`} GROUP BY profile_id${date}`;
    return { column, query };
  };
  /** All cuts in order of time, as one small constant array: so each date finds its own without a join. */
  const levelsOf = (tag: string): string => {
    const rows = meanings.levels?.(tag, `${prefix}_l${levels.size}_`);
    if (rows === undefined)
      throw problem('invalid_input', {
        detail: `tag("${tag}") cannot be used here`,
        detailZh: `此处不能使用 tag("${tag}")`,
      });
    parameters.merge(rows.params);
    return `(SELECT arraySort(groupArray((at, CAST(cuts, 'Array(Nullable(Float64))')))) FROM (${rows.sql}))`;
  };
  const peopleOf = (name: string): string => {
    const meaning = meanings.audience?.(name);
    if (meaning?.type !== 'people')
      throw problem('invalid_input', {
        detail: `in_audience("${name}") cannot be used here`,
        detailZh: `此处不能使用 in_audience("${name}")`,
      });
    const people = meaning.people(`${prefix}_${audiences.size}_`, dates);
    parameters.merge(people.params);
    return asked === undefined ? people.sql : `SELECT * FROM (${people.sql}) WHERE ${asked}`;
  };

  return {
    leaves: {
      audience: (name) =>
        `(${dates === 'one' ? 'profile_id' : '(profile_id, as_of)'} IN (${remembered(audiences, name, peopleOf)}))`,
      score: (model) => remembered(scores, model, scoreOf).column,
      level: ({ tag, index }: TypedLevel) =>
        `arrayLast(level -> level.1 < ${asOf}, ${remembered(levels, tag, levelsOf)}).2[${index + 1}]`,
    },
    joins: () => [...scores.values()].map(({ query, column }) => ({ query, alias: `${column}_of` })),
  };
};

const remembered = <T>(known: Map<string, T>, name: string, read: (name: string) => T): T => {
  const found = known.get(name) ?? read(name);
  known.set(name, found);
  return found;
};
