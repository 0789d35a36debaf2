export type Facts = Readonly<Record<string, string | number>>;

/**
 * Fills a sentence: `{name}` with the fact, `{name:person|people}` with the first word when the fact is 1, else the second.
 * Numbers are written by `number`. An unknown name stays visible, so that it is noticed.
 */
export const fill = (sentence: string, facts: Facts, number: (value: number) => string): string =>
  sentence.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const fact = facts[name];
    if (fact === undefined) return whole;
    if (one !== undefined && many !== undefined) return fact === 1 ? one : many;
    return typeof fact === 'number' ? number(fact) : fact;
  });
