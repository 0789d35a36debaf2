import { identifierType, type LogEvent } from '#collect';
import { type ClickHouse, type Clock, type Postgres, problem } from '#platform';
import { cutsOf, endCut, makeCut, standingCuts, type CutRecord } from './cuts.ts';
import type { Cut, JudgedLink, Link, Resolution } from './graph.ts';
import { decisionEvent } from './decision-event.ts';
import { identify } from './identify.ts';
import { knownIdentifiers } from './known-identifiers.ts';
import { reasonText } from './map-store.ts';
import { changesOf } from './read-changes.ts';
import { readRegion, type Region } from './read-region.ts';
import { resolve } from './resolve.ts';
import { linkByHand } from './said-links.ts';
import type { DecideIdentity, IdentityAnswer, IdentityLink, IdentityPreview } from './schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  /** Writes Gyre's own events. */
  readonly write: (events: readonly LogEvent[]) => Promise<void>;
};

/** Why people are who they are, and what would change that. */
export type IdentityDesk = {
  /** @param keys the identifiers of one person */
  readonly explain: (profileId: string, keys: readonly string[]) => Promise<IdentityAnswer>;
  readonly preview: (decision: DecideIdentity, by: string) => Promise<IdentityPreview>;
  /**
   * Decides, and answers when the map says so.
   * @throws GyreError `not_found` for an identifier that nobody was ever known by: it was mistyped.
   */
  readonly decide: (decision: DecideIdentity, by: string) => Promise<{ readonly id: string | null }>;
};

const mostLinks = 400;

export const createIdentityDesk = (deps: Deps): IdentityDesk => {
  const { clickhouse, postgres, clock } = deps;
  const regionOf = (keys: readonly bigint[]): Promise<Region> => readRegion(clickhouse, keys, identifierType);

  return {
    explain: async (profileId, texts) => {
      const keys = texts.map(BigInt);
      const region = await regionOf(keys);
      const resolution = resolveWith(region, await standingCuts(postgres));
      const own = new Set(keys);
      const shown = resolution.links
        // of what an alias may have meant only that is shown which somebody was ever known by
        .filter(({ a, b }) => (own.has(a) || own.has(b)) && region.types.has(a) && region.types.has(b))
        .toSorted(tellingFirst);
      const links = shown.slice(0, mostLinks);
      const [cuts, changes] = await Promise.all([cutsOf(postgres, keys), changesOf(clickhouse, texts)]);
      const named = [
        ...keys,
        ...links.flatMap(({ a, b }) => [a, b]),
        ...cuts.flatMap(({ a, b }) => (b === undefined ? [a] : [a, b])),
        ...changes.flatMap(({ from, into }) => [BigInt(from), BigInt(into)]),
      ];
      const identifiers = await knownIdentifiers(clickhouse, named);
      return {
        profileId,
        identifiers: [...identifiers.values()].filter(({ type }) => type !== ''),
        links: links.map(linkAnswer),
        past: resolution.tenures
          .filter(({ key, profile }) => own.has(key) || profile.toString() === profileId)
          .map(({ key, fromMs, toMs, profile }) => ({
            key: key.toString(),
            from: Number.isFinite(fromMs) ? new Date(fromMs).toISOString() : null,
            to: new Date(toMs).toISOString(),
            profileId: profile.toString(),
          })),
        cuts: cuts.map(cutAnswer),
        changes,
        more: shown.length - links.length,
      };
    },

    preview: async (decision, by) => {
      await mustBeKnown(clickhouse, decision);
      const cuts = await standingCuts(postgres);
      const [concerned, cutsAfter, said] = await consequences(postgres, decision, { cuts, by, now: clock.now() });
      const region = await regionOf(concerned);
      const before = resolveWith(region, cuts);
      const after = resolveWith({ ...region, links: [...region.links, ...said] }, cutsAfter);
      const profiles = new Set(concerned.flatMap((key) => [before.profileOf.get(key), after.profileOf.get(key)]));
      const touched = [...region.keys].filter(
        (key) => profiles.has(before.profileOf.get(key)) || profiles.has(after.profileOf.get(key)),
      );
      return { before: byPerson(before, touched), after: byPerson(after, touched) };
    },

    decide: async (decision, by) => {
      await mustBeKnown(clickhouse, decision);
      const { id, keys } = await decided(deps, decision, by);
      const event = await decisionEvent(clickhouse, clock, { decision, id, keys: keys.map(String), by });
      if (event) await deps.write([event]);
      await identify(deps);
      return { id };
    },
  };
};

const decided = async (
  deps: Deps,
  decision: DecideIdentity,
  by: string,
): Promise<{ readonly id: string | null; readonly keys: readonly bigint[] }> => {
  const { postgres, clock } = deps;
  switch (decision.type) {
    case 'cut': {
      const cut = ends(decision);
      return { id: await makeCut(postgres, clock, { ...cut, why: decision.why, by }), keys: keysIn(cut) };
    }
    case 'end_cut': {
      const cut = await endCut(postgres, clock, { id: decision.id, by });
      return { id: cut.id, keys: keysIn(cut) };
    }
    case 'link': {
      const { a, b } = ends(decision);
      if (b === undefined || a === b)
        throw problem('invalid_input', {
          field: 'b',
          detail: 'b: two different identifiers',
          detailZh: 'b：应为两个不同的标识',
        });
      await linkByHand(deps, { keyA: a, keyB: b, by });
      return { id: null, keys: [a, b] };
    }
  }
};

/** Whom a decision is about, and the cuts and links that would hold after it. */
const consequences = async (
  postgres: Postgres,
  decision: DecideIdentity,
  { cuts, by, now }: { readonly cuts: readonly Cut[]; readonly by: string; readonly now: Date },
): Promise<readonly [concerned: readonly bigint[], cuts: readonly Cut[], said: readonly Link[]]> => {
  if (decision.type === 'end_cut') {
    const row = await postgres.queryOne<{ key_a: string; key_b: string | null }>(
      'SELECT key_a::text, key_b::text FROM identity_cuts WHERE id = $1',
      [decision.id],
    );
    if (!row) throw problem('not_found', { detail: `cut ${decision.id}`, detailZh: `拆分记录 ${decision.id}` });
    const ended = { a: BigInt(row.key_a), b: row.key_b === null ? undefined : BigInt(row.key_b) };
    const left = cuts.filter(({ a, b }) => a !== ended.a || b !== ended.b);
    return [keysIn(ended), left, []];
  }
  const pair = ends(decision);
  if (decision.type === 'cut') return [keysIn(pair), [...cuts, pair], []];
  const said: Link[] =
    pair.b === undefined ? [] : [{ a: pair.a, b: pair.b, rule: `hand:${by}`, firstMs: now.getTime(), eventId: '' }];
  return [keysIn(pair), cuts, said];
};

const largestKey = 2n ** 64n - 1n;

const mustBeKnown = async (clickhouse: ClickHouse, decision: DecideIdentity): Promise<void> => {
  if (decision.type === 'end_cut') return;
  const { a, b } = ends(decision);
  const named = [['a', a] as const, ...(b === undefined ? [] : [['b', b] as const])];
  const known = await knownIdentifiers(
    clickhouse,
    named.map(([, key]) => key).filter((key) => key <= largestKey),
  );
  for (const [field, key] of named) {
    if ((known.get(key)?.type ?? '') === '')
      throw problem('not_found', { field, detail: `identifier ${key}`, detailZh: `标识 ${key}` });
  }
};

const ends = ({ a, b }: { readonly a: string; readonly b?: string | undefined }): Cut => ({
  a: BigInt(a),
  b: b === undefined ? undefined : BigInt(b),
});
const keysIn = ({ a, b }: Cut): readonly bigint[] => (b === undefined ? [a] : [a, b]);

const resolveWith = ({ links, types, hubs }: Region, cuts: readonly Cut[]): Resolution =>
  resolve({ links, typeOf: (key) => types.get(key) ?? '', rulesOf: identifierType, cuts, hubs });

const byPerson = ({ profileOf }: Resolution, keys: readonly bigint[]): IdentityPreview['after'] => {
  const people = new Map<string, string[]>();
  for (const key of keys) {
    const profile = (profileOf.get(key) ?? key).toString();
    people.set(profile, [...(people.get(profile) ?? []), key.toString()]);
  }
  return [...people]
    .map(([profileId, held]) => ({ profileId, keys: held }))
    .toSorted((a, b) => b.keys.length - a.keys.length);
};

const order = ['joined', 'handed_over', 'refused', 'agrees'] as const;
const tellingFirst = (a: JudgedLink, b: JudgedLink): number =>
  order.indexOf(a.verdict.type) - order.indexOf(b.verdict.type) || a.firstMs - b.firstMs;

const linkAnswer = ({ a, b, rule, firstMs, eventId, source, verdict }: JudgedLink): IdentityLink => ({
  a: a.toString(),
  b: b.toString(),
  rule,
  at: new Date(firstMs).toISOString(),
  eventId,
  source: source ?? '',
  verdict: verdict.type,
  reason: verdict.type === 'refused' ? reasonText(verdict.why) : '',
});

const cutAnswer = (cut: CutRecord): IdentityAnswer['cuts'][number] => ({
  id: cut.id,
  a: cut.a.toString(),
  b: cut.b?.toString() ?? null,
  why: cut.why,
  madeAt: cut.madeAt.toISOString(),
  madeBy: cut.madeBy,
  endedAt: cut.endedAt?.toISOString() ?? null,
  endedBy: cut.endedBy ?? null,
});
