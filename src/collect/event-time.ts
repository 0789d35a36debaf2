import { invalidField } from './invalid-field.ts';
import type { SegmentMessage } from './segment-message.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const earliest = Date.UTC(1990, 0);

/**
 * When it happened by our clock, in milliseconds since 1970. A device whose clock is wrong is wrong by the same amount
 * when it sends, so `sentAt` tells by how much (Segment spec: timestamp = receivedAt − (sentAt − originalTimestamp)).
 * Below half a minute the difference is network delay, not a wrong clock, and correcting would move a retry.
 */
export const eventTime = (
  { timestamp, sentAt }: Pick<SegmentMessage, 'timestamp' | 'sentAt'>,
  receivedAt: number,
): number => {
  const claimed = readTime(timestamp, 'timestamp') ?? receivedAt;
  const sent = readTime(sentAt, 'sentAt');
  const skew = sent === undefined ? 0 : Math.round((receivedAt - sent) / minuteMs) * minuteMs;
  const ts = Math.round(claimed + skew);
  if (ts > receivedAt + dayMs) throw invalidField('timestamp', 'more than a day in the future', '比当前时间晚一天以上');
  if (ts < earliest) throw invalidField('timestamp', 'before 1990', '早于 1990 年');
  return ts;
};

const readTime = (value: string | number | undefined, field: string): number | undefined => {
  if (value === undefined) return undefined;
  const ms = typeof value === 'number' ? value : Date.parse(value);
  if (Number.isFinite(ms)) return ms;
  const shown = JSON.stringify(value).slice(0, 100);
  throw invalidField(field, `${shown} is not an ISO 8601 time`, `${shown} 不是 ISO 8601 时间`);
};
