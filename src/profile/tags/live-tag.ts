import { createHash } from 'node:crypto';
import {
  check,
  compileSet,
  evaluate,
  eventsOf,
  expand,
  type Expression,
  isOverEvents,
  parseExpression,
  walk,
} from '#documents';
import { problem } from '#platform';
import type { Words } from '../../platform/schemas.ts';
import { type Known, meaningsOf } from '../known.ts';
import { type BesideLog, readBesideLog } from '../live/beside-log.ts';
import { type TimeEdges, timeEdges } from '../live/time-edges.ts';
import type { TagSpec } from './schemas.ts';

/** A published tag. */
export type Tag = { readonly name: string; readonly title: Words; readonly spec: TagSpec };

/** A tag as the passes see it; as `LiveAudience`, with a text for an answer. */
export type LiveTag = {
  readonly name: string;
  readonly spec: TagSpec;
  readonly expression: Expression;
  /** Of everything it means, what it leans on included. */
  readonly hash: string;
  readonly events: ReadonlySet<string>;
  /** Somebody with none of these events can have a value. */
  readonly withoutEvents: boolean;
  readonly edges: TimeEdges;
  /** Tables besides the log that can change it. */
  readonly besides: ReadonlySet<BesideLog>;
};

/** `tag("life_cycle")` */
export const tagExpression = (name: string): Expression => parseExpression(`tag(${JSON.stringify(name)})`);

/** @throws GyreError `unprocessable` when it no longer holds together */
export const liveTag = ({ name, spec }: Pick<Tag, 'name' | 'spec'>, known: Known): LiveTag => {
  const expression = tagExpression(name);
  const checked = check(expression, {}, 'string');
  if (checked.typed === null) throw problem('unprocessable', { detail: `tag "${name}"`, detailZh: `标签「${name}」` });
  const meanings = meaningsOf(known);
  const typed = expand(checked.typed, meanings);
  const { sql, params } = compileSet({
    outputs: [{ name: 'value', expression }],
    meanings,
    timeZone: known.timeZone,
  });
  return {
    name,
    spec,
    expression,
    hash: createHash('sha256').update(sql).update(JSON.stringify(params)).digest('hex').slice(0, 32),
    events: new Set([...walk(typed)].flatMap((node) => (isOverEvents(node) ? eventsOf(node) : []))),
    withoutEvents: evaluate(typed, { events: [], asOf: new Date(), timeZone: known.timeZone }) !== null,
    edges: timeEdges(typed),
    besides: readBesideLog(typed),
  };
};
