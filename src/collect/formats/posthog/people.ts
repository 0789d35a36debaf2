import { objectOr, type OpenObject } from '../../segment-message.ts';

/** The person of an event in Segment's two ids. */
export type Who = { readonly userId?: string; readonly anonymousId?: string };

/**
 * PostHog has one id, `distinct_id`: at first a random one of the device, after `identify` the user's. It is anonymous
 * when the event says so: it equals `$device_id`, or `$is_identified` is false, or `$user_state` is anonymous, or it is
 * the `$…` id that server clients make up for a group. `$device_id` itself links nobody, as in PostHog.
 */
export const whoOf = (name: string, raw: OpenObject, all: OpenObject): Who => {
  const id = idOf(raw['distinct_id'] ?? all['distinct_id'] ?? raw['$distinct_id']);
  if (id === undefined) return {};
  if (name === '$identify' || name === '$create_alias') {
    const before = idOf(all['$anon_distinct_id'] ?? raw['$anon_distinct_id']);
    return before === undefined || before === id ? { userId: id } : { userId: id, anonymousId: before };
  }
  return isAnonymous(id, all) ? { anonymousId: id } : { userId: id };
};

const isAnonymous = (id: string, all: OpenObject): boolean =>
  id.startsWith('$') ||
  all['$device_id'] === id ||
  all['$is_identified'] === false ||
  all['$user_state'] === 'anonymous';

/** Some clients put an object with the id inside. */
const idOf = (value: unknown): string | undefined => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const inner = objectOr(value)['distinct_id'];
  return typeof inner === 'string' ? inner : undefined;
};
