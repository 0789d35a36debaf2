import { compileCondition, parseExpression, type Sql } from '#documents';
import { problem } from '#platform';

/** What expressions may lean on: the published audiences, and the zone whose days count in windows like `this_month`. */
export type Audiences = {
  /** Name → condition. */
  readonly conditions: ReadonlyMap<string, string>;
  readonly timeZone: string;
};

/**
 * The people of an audience as of the query's own `{as_of}`. An audience may name others, but not itself.
 * @throws GyreError `unprocessable` for an unknown name or a circle
 */
export const audienceSql = (
  audiences: Audiences,
  within: readonly string[] = [],
): ((name: string, prefix: string) => Sql) => {
  return (name, prefix) => {
    const condition = audiences.conditions.get(name);
    if (condition === undefined) throw problem('unprocessable', { detail: `audience "${name}" is not published` });
    if (within.includes(name))
      throw problem('unprocessable', {
        detail: `audiences name each other in a circle: ${[...within, name].join(' → ')}`,
      });
    return compileCondition(parseExpression(condition), {
      prefix,
      timeZone: audiences.timeZone,
      audience: audienceSql(audiences, [...within, name]),
    });
  };
};
