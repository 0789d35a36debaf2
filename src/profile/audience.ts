import { compileCondition, parseExpression, type Sql } from '#documents';
import { problem } from '#platform';

/** Published audiences: name → condition. */
export type Audiences = ReadonlyMap<string, string>;

/**
 * The people of an audience as of the query's own `{as_of}`. An audience may name others, but not itself.
 * @throws GyreError `unprocessable` for an unknown name or a circle
 */
export const audienceSql = (
  audiences: Audiences,
  within: readonly string[] = [],
): ((name: string, prefix: string) => Sql) => {
  return (name, prefix) => {
    const condition = audiences.get(name);
    if (condition === undefined) throw problem('unprocessable', { detail: `audience "${name}" is not published` });
    if (within.includes(name))
      throw problem('unprocessable', {
        detail: `audiences name each other in a circle: ${[...within, name].join(' → ')}`,
      });
    return compileCondition(parseExpression(condition), {
      prefix,
      audience: audienceSql(audiences, [...within, name]),
    });
  };
};
