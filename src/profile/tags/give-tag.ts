import type { LogEvent } from '#collect';
import { problem, uuidv7, type Clock } from '#platform';
import type { Tag } from './live-tag.ts';
import { valuesOf } from './meaning.ts';

/** Who signs it; no write key may have it. */
const source = 'gyre';

/**
 * The event that gives a person a tag. It hangs on their own key, so that it follows them through every merge.
 * @param by who gave it, for the timeline
 * @throws GyreError `invalid_input`: not a tag that is given, a value that it has not, an end that is past
 */
export const tagSet = (
  tag: Tag,
  {
    profileId,
    value,
    until,
    by,
  }: { profileId: string; value?: string | undefined; until?: string | undefined; by: string },
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
  const now = clock.now();
  if (until !== undefined && new Date(until) <= now)
    throw problem('invalid_input', { detail: 'its end is past', detailZh: '到期时间已过', field: 'until' });
  return {
    eventId: uuidv7(clock),
    name: '$tag_set',
    ts: now.getTime(),
    source,
    ids: {},
    alsoKeys: [BigInt(profileId)],
    properties: {
      tag: tag.name,
      ...(value === undefined ? {} : { value }),
      ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
      by,
    },
    context: {},
  };
};

/** The event that takes it away. @throws GyreError `invalid_input`: not a tag that is given */
export const tagRemoved = (
  tag: Tag,
  { profileId, by }: { readonly profileId: string; readonly by: string },
  clock: Clock,
): LogEvent => {
  needGiven(tag);
  return {
    eventId: uuidv7(clock),
    name: '$tag_removed',
    ts: clock.now().getTime(),
    source,
    ids: {},
    alsoKeys: [BigInt(profileId)],
    properties: { tag: tag.name, by },
    context: {},
  };
};

const needGiven = ({ name, spec }: Tag): void => {
  if (spec.type !== 'given')
    throw problem('invalid_input', {
      detail: `tag "${name}" follows from what people do (${spec.type}) and cannot be given by hand`,
      detailZh: `标签“${name}”由规则计算（${spec.type}），不能手工设置`,
      field: 'tag',
    });
};
