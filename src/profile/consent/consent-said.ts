import type { LogEvent } from '#collect';
import { stableUuid } from '#platform';

/** Somebody's yes or no, for the log. */
export type ConsentSaid = {
  readonly said: 'given' | 'withdrawn';
  readonly purpose: string;
  readonly channel: string;
  /** Where it was said and in which words. */
  readonly source: string;
  /** Who wrote it down, where that was not the person. */
  readonly by?: string;
  readonly at: Date;
  /** Keys it is said of, in digits: the identifier it is about first, then the OneID. */
  readonly keys: readonly string[];
};

/** The event that keeps it; saying the same twice in a millisecond is saying it once. */
export const consentSaid = ({ said, purpose, channel, source, by, at, keys }: ConsentSaid): LogEvent => ({
  eventId: stableUuid('consent', said, purpose, channel, String(at.getTime()), ...keys),
  name: said === 'given' ? '$consent_given' : '$consent_withdrawn',
  ts: at.getTime(),
  source: 'gyre',
  ids: {},
  alsoKeys: [...new Set(keys)].map(BigInt),
  properties: { purpose, channel, source, ...(by === undefined ? {} : { by }) },
  context: {},
});
