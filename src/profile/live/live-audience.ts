import { createHash } from 'node:crypto';
import {
  check,
  compileCondition,
  eventsOf,
  expand,
  type Expression,
  holds,
  isError,
  isOverEvents,
  parseExpression,
  walk,
  expressionText,
  type Written,
} from '#documents';
import { problem } from '#platform';
import { type Known, meaningsOf } from '../known.ts';
import { type BesideLog, readBesideLog } from './beside-log.ts';
import { type TimeEdges, timeEdges } from './time-edges.ts';

/** An audience as the passes see it. */
export type LiveAudience = {
  readonly name: string;
  readonly expression: Expression;
  /** Of everything it means, what it leans on included: another hash is another audience. */
  readonly hash: string;
  /** The events that can change it. */
  readonly events: ReadonlySet<string>;
  /** Somebody with none of these events can be in it, so whoever is seen first may be. */
  readonly withoutEvents: boolean;
  readonly edges: TimeEdges;
  /** Tables besides the log that can change it. */
  readonly besides: ReadonlySet<BesideLog>;
};

/**
 * What a published condition comes to.
 * @throws GyreError `unprocessable` when it no longer holds together
 */
export const liveAudience = (name: string, condition: Written, known: Known): LiveAudience => {
  const expression = parseExpression(condition);
  const checked = check(expression, {}, 'boolean');
  if (checked.typed === null) {
    const first = checked.problems.find(isError)?.message;
    const text = expressionText(condition);
    throw problem('unprocessable', {
      detail: `audience "${name}": ${first?.en ?? text}`,
      detailZh: `人群「${name}」：${first?.zh ?? text}`,
    });
  }
  const meanings = meaningsOf(known);
  const typed = expand(checked.typed, meanings);
  const { sql, params } = compileCondition(expression, { meanings, timeZone: known.timeZone });
  return {
    name,
    expression,
    hash: createHash('sha256').update(sql).update(JSON.stringify(params)).digest('hex').slice(0, 32),
    events: new Set([...walk(typed)].flatMap((node) => (isOverEvents(node) ? eventsOf(node) : []))),
    withoutEvents: holds(typed, { events: [], asOf: new Date(), timeZone: known.timeZone }),
    edges: timeEdges(typed),
    besides: readBesideLog(typed),
  };
};
