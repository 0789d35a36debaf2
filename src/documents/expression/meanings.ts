import type { Params } from '#platform';
import type { Expression } from './ast.ts';

export type Sql = { readonly sql: string; readonly params: Params };

/**
 * What the names in an expression stand for. Whoever compiles or evaluates it gives this; what a name has no meaning for
 * is refused (audiences, tags) or nothing (scores, levels, attributes). A `prefix` starts the names of the parameters.
 */
export type Meanings = {
  readonly audience?: (name: string) => AudienceMeaning | undefined;
  readonly tag?: (name: string) => TagMeaning | undefined;
  /** All that a model ever said: a query of `(profile_id UInt64, at DateTime64(3), score Float64)`. */
  readonly score?: (model: string, prefix: string) => Sql;
  /** All cuts a ranked tag ever had: a query of `(at DateTime64(3), cuts Array(Float64))`, the highest cut first. */
  readonly levels?: (tag: string, prefix: string) => Sql;
  /** An attribute of the entry that a property's text (`key`, SQL of a String) names: SQL of a Nullable(String). */
  readonly attribute?: (property: string, attribute: string, prefix: string) => ((key: string) => Sql) | undefined;
};

export type AudienceMeaning =
  | { readonly type: 'condition'; readonly condition: Expression }
  /** A list of people, fixed some time. */
  | { readonly type: 'people'; readonly people: PeopleQuery };

/**
 * Who is on a list. `one` (default): a query with the column `profile_id`, that may ask for `{as_of}`. `many`: with `profile_id` and
 * `as_of`, who is on it at each of `{as_of_dates}`.
 */
export type PeopleQuery = (prefix: string, dates?: 'one' | 'many') => Sql;

export type TagMeaning =
  /** The value of the first condition that holds, else `otherwise`. */
  | {
      readonly type: 'rule';
      readonly values: readonly { readonly value: string; readonly when: Expression }[];
      readonly otherwise: string | null;
    }
  /**
   * Among some people the ones whose number reaches the first cut have the first value, and so on: n cuts part n + 1
   * values. Nobody has a value before the first cuts were computed.
   */
  | {
      readonly type: 'ranked';
      readonly by: Expression;
      readonly among: Expression | null;
      readonly values: readonly string[];
    }
  /** What `$tag_set` and `$tag_removed` events say; set without an end of its own it ends after so many days. */
  | { readonly type: 'given'; readonly validDays?: number | undefined };
