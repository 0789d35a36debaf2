import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { evaluate } from './evaluate.ts';
import { expand } from './expand.ts';
import { limits } from './limits.ts';
import type { Meanings, TagMeaning } from './meanings.ts';
import { parseExpression } from './parse-expression.ts';
import type { HistoryEvent, Value } from './property-value.ts';

const rule = (otherwise: string | null, ...cases: readonly (readonly [string, string])[]): TagMeaning => ({
  type: 'rule',
  values: cases.map(([value, when]) => ({ value, when: parseExpression(when) })),
  otherwise,
});
const meaningsOf = (audiences: Record<string, string>, tags: Record<string, TagMeaning>): Meanings => ({
  audience: (name) => {
    const text = audiences[name];
    return text === undefined ? undefined : { type: 'condition', condition: parseExpression(text) };
  },
  tag: (name) => tags[name],
});
const asOf = new Date('2026-01-10T00:00:00Z');
const valueOf = (text: string, meanings: Meanings, ...events: readonly HistoryEvent[]): Value => {
  const { typed } = check(parseExpression(text));
  if (typed === null) throw new Error(text);
  return evaluate(expand(typed, meanings), { events, asOf, levels: () => [100, 10] });
};
const event = (day: number, name: string, properties: HistoryEvent['properties'] = {}): HistoryEvent => ({
  eventId: `00000000-0000-4000-8000-0000000000${String(day).padStart(2, '0')}`,
  name,
  ts: new Date(Date.UTC(2026, 0, day)),
  properties,
});

describe('expand', () => {
  test('a rule tag is the text of the first condition that holds, else what it says otherwise', () => {
    const meanings = meaningsOf(
      { buyers: 'count(order_paid) > 0' },
      {
        stage: rule('new', ['many', 'count(order_paid) > 1'], ['some', 'in_audience(buyers)']),
        bare: rule(null, ['x', 'false']),
      },
    );
    expect(valueOf('coalesce(tag(stage), "")', meanings)).toBe('new');
    expect(valueOf('coalesce(tag(stage), "")', meanings, event(1, 'order_paid'))).toBe('some');
    expect(valueOf('coalesce(tag(stage), "")', meanings, event(1, 'order_paid'), event(2, 'order_paid'))).toBe('many');
    expect(valueOf('has_tag(stage) and not has_tag(bare)', meanings)).toBe(true);
  });

  test('a ranked tag has the value of the first cut that is reached, and none for people it is not about', () => {
    const by = parseExpression('sum(order_paid.amount)');
    const among = parseExpression('not never(order_paid)');
    const meanings = meaningsOf({}, { tier: { type: 'ranked', by, among, values: ['L1', 'L2', 'L3'] } });
    const tier = (...events: readonly HistoryEvent[]) => valueOf('coalesce(tag(tier), "none")', meanings, ...events);
    expect(tier(event(1, 'order_paid', { amount: 100 }))).toBe('L1');
    expect(tier(event(1, 'order_paid', { amount: 99 }))).toBe('L2');
    expect(tier(event(1, 'order_paid', { amount: 9 }))).toBe('L3');
    expect(tier()).toBe('none');
  });

  test('a given tag is what was set last, until it is removed or its time is over', () => {
    const meanings = meaningsOf({}, { vip: { type: 'given' } });
    const set = (day: number, properties = {}) => event(day, '$tag_set', { tag: 'vip', ...properties });
    const removed = event(5, '$tag_removed', { tag: 'vip' });
    const vip = (...events: readonly HistoryEvent[]) => valueOf('coalesce(tag(vip), "none")', meanings, ...events);
    expect(vip(set(1, { value: 'gold' }), set(2, { value: 'silver' }))).toBe('silver');
    expect(vip(set(1))).toBe('true');
    expect(vip(removed, set(1))).toBe('none');
    expect(vip(removed, set(6))).toBe('true');
    expect(vip(set(1, { until: '2026-01-10T00:00:00.000Z' }))).toBe('none');
    expect(vip(set(1, { until: '2026-01-10T00:00:00.001Z' }))).toBe('true');
    expect(vip(event(1, '$tag_set', { tag: 'other' }), set(10))).toBe('none');
  });

  test('a given tag ends by itself after its days, unless its event says until when', () => {
    const meanings = meaningsOf({}, { vip: { type: 'given', validDays: 3 } });
    const set = (day: number, properties = {}) => event(day, '$tag_set', { tag: 'vip', ...properties });
    const has = (...events: readonly HistoryEvent[]) => valueOf('has_tag(vip)', meanings, ...events);
    expect(has(set(8))).toBe(true);
    expect(has(set(7))).toBe(false);
    expect(has(set(1, { until: '2026-02-01T00:00:00.000Z' }))).toBe(true);
  });

  test('names that lead back to themselves are refused with the whole way named', () => {
    const meanings = meaningsOf(
      { a: 'tag(t) = "x"', b: 'in_audience(a)', c: 'in_audience(c)' },
      { t: rule(null, ['x', 'count(e) > 0 and in_audience(b)']) },
    );
    expect(() => valueOf('in_audience(a)', meanings)).toThrow('audience "a" → tag "t" → audience "b" → audience "a"');
    expect(() => valueOf('in_audience(c)', meanings)).toThrow('audience "c" → audience "c"');
  });

  test('names without a meaning are refused', () => {
    expect(() => valueOf('in_audience(a)', meaningsOf({}, {}))).toThrow('audience "a" is not published');
    expect(() => valueOf('has_tag(t)', meaningsOf({}, {}))).toThrow('tag "t" is not published');
  });

  test('audiences that double at every step are refused before they fill the memory', () => {
    const audiences = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `a${i}`,
        i === 0 ? 'count(e) > 0' : `in_audience(a${i - 1}) = in_audience(a${i - 1})`,
      ]),
    );
    expect(() => valueOf('in_audience(a59)', meaningsOf(audiences, {}))).toThrow(String(limits.expandedNodes));
  });
});
