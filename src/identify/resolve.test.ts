import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aGraph, keyIn, type Named, type Said } from './a-graph.fixture.ts';
import type { Graph, Resolution } from './graph.ts';
import { resolve } from './resolve.ts';

const one = (resolution: Resolution, a: Named, b: Named): boolean =>
  resolution.profileOf.get(keyIn(a)) === resolution.profileOf.get(keyIn(b));
const why = ({ links }: Resolution, weak: Named) =>
  links.filter(({ b }) => b === keyIn(weak)).map((link) => link.verdict);

describe('strangers are never glued together', () => {
  test('by the tablet of a shop: it is nobody’s, and what is done on it alone belongs to nobody', () => {
    const said = ['u1', 'u2', 'u3', 'u4'].map((u, i): Said => [`user_id:${u}`, 'device_id:tablet', i]);
    const resolution = resolve(aGraph(said));
    expect(new Set(resolution.profileOf.values()).size).toBe(5);
    expect(resolution.hubs).toEqual(new Set([keyIn('device_id:tablet')]));
    expect(why(resolution, 'device_id:tablet')[0]).toEqual({
      type: 'refused',
      why: { type: 'shared_in_fact', key: keyIn('device_id:tablet') },
    });
  });

  test('by the device of a call centre, on which many numbers are typed', () => {
    const said = Array.from({ length: 30 }, (_, i): Said => [`phone:${i}`, 'device_id:desk', i]);
    expect(new Set(resolve(aGraph(said)).profileOf.values()).size).toBe(31);
  });

  test('by a device two of a family use: the later, weaker link yields', () => {
    const resolution = resolve(
      aGraph([
        ['user_id:mother', 'device_id:d', 1],
        ['user_id:father', 'device_id:d', 2],
        ['user_id:father', 'phone:f', 3],
      ]),
    );
    expect(one(resolution, 'user_id:mother', 'device_id:d')).toBe(true);
    expect(one(resolution, 'user_id:mother', 'user_id:father')).toBe(false);
    expect(one(resolution, 'user_id:father', 'phone:f')).toBe(true);
    expect(why(resolution, 'device_id:d')).toEqual([
      { type: 'joined' },
      { type: 'refused', why: { type: 'limit', idType: 'user_id' } },
    ]);
  });

  test('by a telephone number that passed on: before it was the old holder’s, after it is the new one’s', () => {
    const resolution = resolve(
      aGraph([
        ['user_id:old', 'phone:p', 100],
        ['user_id:new', 'phone:p', 200],
        ['phone:p', 'anonymous_id:before', 150],
        ['phone:p', 'anonymous_id:after', 250],
      ]),
    );
    expect(one(resolution, 'user_id:new', 'phone:p')).toBe(true);
    expect(one(resolution, 'user_id:old', 'anonymous_id:before')).toBe(true);
    expect(one(resolution, 'user_id:new', 'anonymous_id:after')).toBe(true);
    expect(resolution.tenures).toEqual([
      { key: keyIn('phone:p'), fromMs: -Infinity, toMs: 200, profile: keyIn('user_id:old') },
    ]);
  });

  test('by a number that turned out to be the same person’s all along', () => {
    const said: Said[] = [
      ['user_id:u', 'phone:a', 1],
      ['user_id:u', 'phone:b', 2],
      ['user_id:u', 'phone:a', 3],
    ];
    const resolution = resolve(aGraph(said));
    expect(new Set(resolution.profileOf.values())).toEqual(new Set([keyIn('user_id:u')]));
    expect(resolution.tenures).toEqual([]);
  });

  test('two ids of one business scene are two people, of two scenes one', () => {
    const scene = (a: Named, b: Named): boolean =>
      one(
        resolve(
          aGraph([
            ['phone:p', a, 1],
            ['phone:p', b, 2],
          ]),
        ),
        a,
        b,
      );
    const many = (app: string) =>
      resolve(
        aGraph(
          Array.from({ length: 7 }, (_, i): Said => ['phone:p', `wechat_openid@${i === 0 ? 'other' : app}:${i}`, i]),
        ),
      );
    expect(scene('wechat_openid@a:1', 'wechat_openid@b:1')).toBe(true);
    expect(new Set(many('app').profileOf.values()).size).toBe(2);
  });
});

describe('what people say', () => {
  const said: readonly Said[] = [
    ['user_id:u1', 'phone:p', 1],
    ['user_id:u1', 'anonymous_id:a', 2],
    ['phone:p', 'email:e', 3],
  ];

  test('a cut holds against every path', () => {
    const cut = resolve(aGraph([...said, ['phone:p', 'anonymous_id:a', 4]], [['user_id:u1', 'phone:p']]));
    expect(one(cut, 'user_id:u1', 'phone:p')).toBe(false);
    expect(one(cut, 'phone:p', 'email:e')).toBe(true);
    expect(one(cut, 'user_id:u1', 'anonymous_id:a')).toBe(true);
  });

  test('an identifier taken out links nobody', () => {
    const out = resolve(aGraph(said, [['phone:p']]));
    expect(one(out, 'phone:p', 'email:e')).toBe(false);
    expect(one(out, 'user_id:u1', 'phone:p')).toBe(false);
  });

  test('two accounts that a person or an alias calls one are one, and count as one', () => {
    const both = resolve(
      aGraph([
        ['user_id:new', 'user_id:old', 5, 'alias'],
        ['user_id:old', 'device_id:d', 1],
        ['user_id:new', 'device_id:d', 2],
        ['user_id:stranger', 'device_id:d', 3],
      ]),
    );
    expect(one(both, 'user_id:new', 'user_id:old')).toBe(true);
    expect(one(both, 'user_id:stranger', 'user_id:old')).toBe(false);
    expect(both.profileOf.get(keyIn('user_id:old'))).toBe(keyIn('user_id:new'));
    expect(one(resolve(aGraph([['user_id:x', 'user_id:y', 1, 'hand:li']])), 'user_id:x', 'user_id:y')).toBe(true);
  });

  test('a match yields to what was seen', () => {
    const matched = resolve(aGraph([...said, ['user_id:u2', 'phone:p', 9, 'matched:names']]));
    expect(one(matched, 'user_id:u2', 'phone:p')).toBe(false);
    expect(matched.links.at(-1)?.verdict.type).toBe('refused');
  });
});

const named = (type: string, n: number) => fc.integer({ min: 0, max: n }).map((i): Named => `${type}:${i}`);
const strongest = fc.oneof(named('user_id', 6), named('phone', 4), named('member_card', 3));
const others = fc.oneof(named('phone', 4), named('email', 3), named('device_id', 4), named('anonymous_id', 6));
const rule = fc.constantFrom('event', 'event', 'event', 'event', 'alias', 'hand:li', 'matched:names');
const saidArbitrary = fc.array(fc.tuple(strongest, others, fc.nat(9), rule), { maxLength: 30 });
const cutsArbitrary = fc.array(fc.tuple(strongest, fc.option(others, { nil: undefined })), { maxLength: 2 });

/** In a form that does not depend on the order of anything. */
const outcome = ({ profileOf, tenures, links }: Resolution): readonly string[] => [
  ...[...profileOf].map(([key, profile]) => `${key} → ${profile}`).toSorted(),
  ...tenures.map((tenure) => Object.values(tenure).join(' ')).toSorted(),
  ...links.map(({ a, b, rule: by, verdict }) => `${a} ${b} ${by} ${verdict.type}`).toSorted(),
];

describe('for any graph', () => {
  test('the order in which links arrive changes nothing', () => {
    fc.assert(
      fc.property(saidArbitrary, cutsArbitrary, fc.infiniteStream(fc.double({ noNaN: true })), (said, cuts, salt) => {
        const graph = aGraph(said, cuts);
        const shuffled = graph.links.map((link) => ({ link, at: salt.next().value })).toSorted((x, y) => x.at - y.at);
        const other: Graph = { ...graph, links: shuffled.map(({ link }) => link) };
        expect(outcome(resolve(other))).toEqual(outcome(resolve(graph)));
      }),
      { numRuns: 300 },
    );
  });

  test('people who share no link do not influence each other', () => {
    fc.assert(
      fc.property(saidArbitrary, saidArbitrary, cutsArbitrary, (here, there, cuts) => {
        const elsewhere = there.map(([a, b, ms, by]): Said => [`${a}'`, `${b}'`, ms, by]);
        const together = resolve(aGraph([...here, ...elsewhere], cuts));
        const apart = [resolve(aGraph(here, cuts)), resolve(aGraph(elsewhere, cuts))];
        expect(outcome(together)).toEqual(
          apart
            .flatMap((part) => outcome(part))
            .toSorted((a, b) => outcome(together).indexOf(a) - outcome(together).indexOf(b)),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('no limit and no cut is ever broken', () => {
    fc.assert(
      fc.property(saidArbitrary, cutsArbitrary, (said, cuts) => {
        const seen = said.filter(([, , , by]) => by === 'event');
        const resolution = resolve(aGraph(seen, cuts));
        const users = new Map<bigint, Set<string>>();
        for (const [a] of seen) {
          if (!a.startsWith('user_id:')) continue;
          const profile = resolution.profileOf.get(keyIn(a)) ?? 0n;
          users.set(profile, (users.get(profile) ?? new Set()).add(a));
        }
        expect([...users.values()].every((set) => set.size === 1)).toBe(true);
        for (const [a, b] of cuts) {
          const [x, y] = [resolution.profileOf.get(keyIn(a)), b && resolution.profileOf.get(keyIn(b))];
          expect(x !== undefined && x === y && b !== a).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});
