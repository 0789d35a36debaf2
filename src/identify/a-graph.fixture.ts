import { identifierType } from '#collect';
import { idKey } from '#platform';
import type { Cut, Graph, Link } from './graph.ts';

/** `user_id:u1` → its key; the type is known from the text. */
export type Named = `${string}:${string}`;

/** A graph written in words: `['user_id:u1', 'phone:p', 3]` is an event at 3 ms that carried both. */
export type Said = readonly [strong: Named, weak: Named, ms: number, rule?: string];

export const keyIn = (named: Named): bigint => idKey(...split(named));

const split = (named: Named): [string, string] => {
  const at = named.indexOf(':');
  return [named.slice(0, at), named.slice(at + 1)];
};

export const aGraph = (said: readonly Said[], cuts: readonly (readonly [Named, Named?])[] = []): Graph => {
  const types = new Map<bigint, string>();
  const key = (named: Named): bigint => {
    types.set(keyIn(named), split(named)[0]);
    return keyIn(named);
  };
  const links = said.map(([a, b, ms, rule = 'event'], i): Link => ({
    a: key(a),
    b: key(b),
    rule,
    firstMs: ms,
    eventId: `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`,
  }));
  return {
    links,
    typeOf: (each) => types.get(each) ?? '',
    rulesOf: identifierType,
    cuts: cuts.map(([a, b]): Cut => ({ a: keyIn(a), b: b && keyIn(b) })),
    hubs: new Set(),
  };
};
