import type { Identifiers, LogEvent } from '#collect';
import { type Clock, problem, uuidv7 } from '#platform';
import type { Tag } from './live-tag.ts';
import { valuesOf } from './meaning.ts';

/** Whom it is about: a OneID, whose event then follows every merge, or an identifier as the log keeps it. */
export type TagSubject = { readonly profileId: string } | { readonly ids: Identifiers };

type Given = { readonly value?: string | undefined; readonly until?: string | undefined };

/**
 * The event that gives a person a tag.
 * @param by who gave it, for the timeline
 * @throws GyreError `invalid_input`: not a tag that is given, a value that it has not, an end that is past
 */
export const tagSet = (
  tag: Tag,
  { subject, value, until, by }: Given & { readonly subject: TagSubject; readonly by: string },
  clock: Clock,
): LogEvent => {
  needGiven(tag);
  const allowed = valuesOf(tag.spec).map((each) => each.value);
  if (allowed.length > 0 && (value === undefined || !allowed.includes(value)))
    throw problem('invalid_input', {
      detail: `tag "${tag.name}" has the values ${allowed.join(', ')}`,
      detailZh: `标签“${tag.name}”的取值为 ${allowed.join('、')}`,
      field: 'value',
    });
  if (until !== undefined && new Date(until) <= clock.now())
    throw problem('invalid_input', { detail: 'its end is past', detailZh: '到期时间已过', field: 'until' });
  const ends = until === undefined ? {} : { until: new Date(until).toISOString() };
  return tagEvent(
    '$tag_set',
    subject,
    { tag: tag.name, ...(value === undefined ? {} : { value }), ...ends, by },
    clock,
  );
};

/** The event that takes it away. @throws GyreError `invalid_input`: not a tag that is given */
export const tagRemoved = (
  tag: Tag,
  { subject, by }: { readonly subject: TagSubject; readonly by: string },
  clock: Clock,
): LogEvent => {
  needGiven(tag);
  return tagEvent('$tag_removed', subject, { tag: tag.name, by }, clock);
};

const tagEvent = (
  name: '$tag_set' | '$tag_removed',
  subject: TagSubject,
  properties: LogEvent['properties'],
  clock: Clock,
): LogEvent => ({
  eventId: uuidv7(clock),
  name,
  ts: clock.now().getTime(),
  // who signs it; no write key may have it
  source: 'gyre',
  ...('ids' in subject ? { ids: subject.ids } : { ids: {}, alsoKeys: [BigInt(subject.profileId)] }),
  properties,
  context: {},
});

const needGiven = ({ name, spec }: Tag): void => {
  if (spec.type !== 'given')
    throw problem('invalid_input', {
      detail: `tag "${name}" follows from what people do (${spec.type}) and cannot be given by hand`,
      detailZh: `标签“${name}”由规则计算（${spec.type}），不能手工设置`,
      field: 'tag',
    });
};
