import { inTime } from './evaluate-aggregate.ts';
import { compareTexts } from './compare-texts.ts';
import type { History } from './evaluate.ts';
import { propertyValue, type HistoryEvent } from './property-value.ts';
import { tagEvents, type TypedGivenTag } from './typed.ts';

/** What a tag has that was set without a value. */
export const plainTagValue = 'true';

/**
 * A given tag at T: what the last `$tag_set {tag, value, until}` before T set, unless a `$tag_removed {tag}` came after
 * it or its time is over: `until`, else as long as such tags last. `until` is written as `toISOString` writes it, `2026-12-01T00:00:00.000Z`, so that both engines
 * compare texts instead of agreeing on how to read dates. The SQL twin is sql/given-tag-sql.ts.
 */
export const evaluateGivenTag = ({ name, validMs }: TypedGivenTag, { events, asOf }: History): string | null => {
  const last = events
    .filter((event) => event.ts < asOf && isTagEvent(event.name) && textOf(event, 'tag') === name)
    .toSorted(inTime)
    .at(-1);
  if (last === undefined || last.name === tagEvents.removed) return null;
  const until = textOf(last, 'until') ?? '';
  const over =
    until === ''
      ? validMs !== null && last.ts.getTime() + validMs <= asOf.getTime()
      : compareTexts(until, asOf.toISOString()) <= 0;
  return over ? null : (textOf(last, 'value') ?? plainTagValue);
};

const isTagEvent = (name: string): boolean => name === tagEvents.set || name === tagEvents.removed;

const textOf = (event: HistoryEvent, property: string): string | null => {
  const text = propertyValue(event, { path: [property], as: 'string', attribute: null });
  return typeof text === 'string' ? text : null;
};
