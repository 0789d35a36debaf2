/** A derivation worked out the slow way, one subject after the other: what the SQL is held against. */
export type Happened = {
  readonly id: string;
  readonly name: string;
  readonly atMs: number;
  readonly subject: string;
  readonly key: string | undefined;
};

export type OracleRule =
  | {
      readonly type: 'chain';
      readonly steps: readonly { readonly event: string; readonly withinMs: number; readonly sameKey: boolean }[];
      readonly absence?: {
        readonly event: string;
        readonly withinMs: number;
        readonly sameKey: boolean;
        readonly settleMs: number;
      };
    }
  | { readonly type: 'repeat'; readonly event: string; readonly count: number; readonly withinMs: number };

export type Derived = { readonly atMs: number; readonly matched: readonly string[] };

export const deriveSlowly = (rule: OracleRule, events: readonly Happened[], nowMs: number): readonly Derived[] =>
  [...new Set(events.map(({ subject }) => subject))].flatMap((subject) => {
    const own = events
      .filter((event) => event.subject === subject)
      .toSorted((a, b) => a.atMs - b.atMs || (byId(a) < byId(b) ? -1 : 1));
    return rule.type === 'chain' ? chains(rule, own, nowMs) : bursts(rule, own);
  });

// ClickHouse orders UUIDs by their second half first
const byId = ({ id }: Happened): string => id.slice(19) + id.slice(0, 18);

type Chain = { readonly at: number; readonly last: Happened; readonly ids: readonly string[] };

const chains = (rule: Extract<OracleRule, { type: 'chain' }>, own: readonly Happened[], nowMs: number): Derived[] => {
  const same = (sameKey: boolean, a: Happened, b: Happened): boolean =>
    !sameKey || (a.key !== undefined && a.key === b.key);
  let found: Chain[] = [];
  for (const [index, step] of rule.steps.entries()) {
    const next: Chain[] = [];
    const continued = new Set<string>();
    for (const [at, event] of own.entries()) {
      if (event.name !== step.event) continue;
      if (index === 0) {
        next.push({ at, last: event, ids: [event.id] });
        continue;
      }
      const before = found.filter((chain) => chain.at < at && same(step.sameKey, chain.last, event)).at(-1);
      if (before === undefined || event.atMs - before.last.atMs > step.withinMs || continued.has(before.last.id))
        continue;
      continued.add(before.last.id);
      next.push({ at, last: event, ids: [...before.ids, event.id] });
    }
    found = next;
  }
  const { absence } = rule;
  if (absence === undefined) return found.map(({ last, ids }) => ({ atMs: last.atMs, matched: ids }));
  return found.flatMap((chain) => {
    const { last } = chain;
    const until = last.atMs + absence.withinMs;
    if (absence.sameKey && last.key === undefined) return [];
    const answered = own.some(
      (event) =>
        event.name === absence.event &&
        event.id !== last.id &&
        event.atMs >= last.atMs &&
        event.atMs <= until &&
        same(absence.sameKey, event, last),
    );
    const again = found.some(
      (other) => other.at > chain.at && other.last.atMs <= until && same(absence.sameKey, other.last, last),
    );
    return answered || again || until + absence.settleMs > nowMs ? [] : [{ atMs: until, matched: chain.ids }];
  });
};

const bursts = (rule: Extract<OracleRule, { type: 'repeat' }>, own: readonly Happened[]): Derived[] => {
  const list = own.filter(({ name }) => name === rule.event);
  const full = (end: number): boolean => {
    const [first, last] = [list[end - rule.count + 1], list[end]];
    return first !== undefined && last !== undefined && last.atMs - first.atMs <= rule.withinMs;
  };
  return list.flatMap((event, end) =>
    full(end) && !full(end - 1)
      ? [{ atMs: event.atMs, matched: list.slice(end - rule.count + 1, end + 1).map(({ id }) => id) }]
      : [],
  );
};
