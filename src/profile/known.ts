import { personSql } from '#identify';
import {
  type AudienceMeaning,
  type Meanings,
  parseExpression,
  type PeopleQuery,
  type Sql,
  type TagMeaning,
  type Written,
} from '#documents';

/**
 * What expressions may lean on: everything published that they can name, and the zone whose days count in windows like
 * `this_month`.
 */
export type Known = {
  /** Audience → its condition. */
  readonly conditions: ReadonlyMap<string, Written>;
  /** Audiences that are lists of people, fixed some time. */
  readonly lists?: ReadonlyMap<string, PeopleQuery>;
  readonly tags?: ReadonlyMap<string, TagMeaning>;
  /** Ranked tag → the wording whose cuts are its own; those of an earlier one mean something else. */
  readonly cuts?: ReadonlyMap<string, string>;
  /** What catalogues say, see `Meanings`. */
  readonly attribute?: Meanings['attribute'];
  readonly timeZone: string;
};

/** The same as the compiler asks for it. Conditions are read when they are asked for. */
export const meaningsOf = ({ conditions, lists, tags, cuts, attribute }: Known): Meanings => ({
  audience: (name): AudienceMeaning | undefined => {
    const people = lists?.get(name);
    if (people !== undefined) return { type: 'people', people };
    const condition = conditions.get(name);
    return condition === undefined ? undefined : { type: 'condition', condition: parseExpression(condition) };
  },
  tag: (name) => tags?.get(name),
  score: scoreRows,
  levels: (tag, prefix) => tagLevels(tag, cuts?.get(tag), prefix),
  ...(attribute === undefined ? {} : { attribute }),
});

/** A model's scores under the person they belong to now. */
const scoreRows = (model: string, prefix: string): Sql => ({
  sql: `SELECT ${personSql('scores.profile_id')} AS profile_id, as_of AS at, score FROM scores WHERE model = {${prefix}model:String}`,
  params: { [`${prefix}model`]: model },
});

/** The cuts of a ranked tag, each row what a refresh computed at its time. */
const tagLevels = (tag: string, meaning: string | undefined, prefix: string): Sql => ({
  sql: `SELECT at, cuts FROM tag_thresholds FINAL WHERE tag = {${prefix}tag:String}${meaning === undefined ? '' : ` AND meaning = {${prefix}meaning:String}`}`,
  params: { [`${prefix}tag`]: tag, ...(meaning === undefined ? {} : { [`${prefix}meaning`]: meaning }) },
});
