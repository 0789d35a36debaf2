import type { Params } from '#platform';
import { eventPropertySql } from '#documents';
import type { Rule } from './rule.ts';

/**
 * Whose derived events are worked out, and for which time.
 * `touched`: the subjects a run has staged, each around its new events. `bucket`: one part of everybody, over the whole log.
 * `since`: everybody, what would be derived from a time on.
 */
export type Scope =
  | { readonly type: 'touched'; readonly run: string; readonly fromMs: number; readonly toMs: number }
  | { readonly type: 'bucket'; readonly index: number; readonly of: number }
  | { readonly type: 'since'; readonly sinceMs: number };

/** SQL conditions over the columns `subject_key`, `t` (milliseconds) and `ts`, and what they need. */
export type ScopeSql = {
  /** Cuts whole months and people away before anything is computed. */
  readonly events: string;
  /** Keeps events that can matter; after `join`. */
  readonly near: string;
  /** Keeps the derived events the scope answers for; after `join`. */
  readonly answers: string;
  /** Brings `from_ms` and `to_ms` to rows that have a `subject_key`. */
  readonly join: string;
  readonly params: Params;
};

export const scopeSql = (rule: Rule, scope: Scope): ScopeSql => {
  switch (scope.type) {
    case 'touched':
      return {
        events:
          `subject_key IN (SELECT subject_key FROM derived_touched WHERE run = {run:UUID}) AND ` +
          `ts >= fromUnixTimestamp64Milli({scope_from:Int64}) AND ts <= fromUnixTimestamp64Milli({scope_to:Int64})`,
        near: 't >= from_ms - {reach:Int64} AND t <= to_ms + {reach:Int64}',
        answers: 't >= from_ms AND t <= to_ms + {reach:Int64}',
        join: 'INNER JOIN (SELECT subject_key, from_ms, to_ms FROM derived_touched WHERE run = {run:UUID}) AS touched USING (subject_key)',
        params: {
          run: scope.run,
          reach: rule.reachMs,
          scope_from: Math.max(0, scope.fromMs - rule.reachMs),
          scope_to: Math.min(farFutureMs, scope.toMs + rule.reachMs),
        },
      };
    case 'bucket':
      return {
        events: 'subject_key % {bucket_of:UInt64} = {bucket:UInt64}',
        near: '1',
        answers: '1',
        join: '',
        params: { bucket: scope.index, bucket_of: scope.of },
      };
    case 'since':
      return {
        events: 'ts >= fromUnixTimestamp64Milli({scope_from:Int64})',
        near: '1',
        answers: 't >= {since_ms:Int64}',
        join: '',
        params: { scope_from: Math.max(0, scope.sinceMs - rule.reachMs), since_ms: scope.sinceMs },
      };
  }
};

/** Later than any event can be (2096). */
export const farFutureMs = 4e12;

/** `subject` is exact; `subject_key` only narrows the work, so that two values with one hash harm nothing. */
export const subjectSql = (
  per: Rule['per'],
): { readonly subject: string; readonly key: string; readonly known: string } => {
  if (per === 'person') return { subject: 'toString(profile_id)', key: 'profile_id', known: 'profile_id != 0' };
  const value = eventPropertySql(per.property, 'string');
  return { subject: `ifNull(${value}, '')`, key: `cityHash64(ifNull(${value}, ''))`, known: `isNotNull(${value})` };
};
