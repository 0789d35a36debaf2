import { allowedUnlessSaid, type ConsentPurpose } from './purposes.ts';

/** Something a person said, as the log holds it. */
export type ConsentStatement = {
  readonly eventId: string;
  readonly atMs: number;
  readonly said: 'given' | 'withdrawn';
  readonly purpose: string;
  readonly channel: string;
};

/**
 * The statement that counts for a purpose and the names of a channel: the last one; of two in the same millisecond the no. A no to
 * everything (`*`) after a yes to e-mail ends that yes, and a yes to e-mail after it opens e-mail alone. The same rule as
 * `consentedSql`.
 */
export const lastWord = <S extends ConsentStatement>(
  statements: readonly S[],
  purpose: string,
  channels: readonly string[],
): S | undefined => {
  let last: S | undefined;
  for (const each of statements) {
    if (each.purpose !== purpose || !channels.includes(each.channel)) continue;
    if (last === undefined || isLater(each, last)) last = each;
  }
  return last;
};

const isLater = (a: ConsentStatement, b: ConsentStatement): boolean => {
  if (a.atMs !== b.atMs) return a.atMs > b.atMs;
  return a.said !== b.said ? a.said === 'withdrawn' : a.eventId > b.eventId;
};

export const isAllowed = (
  statements: readonly ConsentStatement[],
  purpose: ConsentPurpose,
  channels: readonly string[],
): boolean => {
  const last = lastWord(statements, purpose.name, channels);
  return last === undefined ? allowedUnlessSaid(purpose, channels) : last.said === 'given';
};
