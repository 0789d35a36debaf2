import type { JudgedLink } from './graph.ts';

/** What became of a profile, and the link that did it. */
export type Change = {
  readonly kind: 'merged' | 'split';
  readonly from: bigint;
  readonly into: bigint;
  readonly because: JudgedLink | undefined;
};

/**
 * The difference of two maps as what happened to profiles: which went into which, and what left one. Each with the link
 * to blame: of a merge the one that united it with the profile it went into, of a split the one refused between the two.
 */
export const changesBetween = (
  before: ReadonlyMap<bigint, bigint>,
  after: ReadonlyMap<bigint, bigint>,
  links: readonly JudgedLink[],
): readonly Change[] => {
  const was = (key: bigint): bigint => before.get(key) ?? key;
  const is = (key: bigint): bigint => after.get(key) ?? key;
  const profiles = new Set([...after.keys()].map(was));
  const blame = uniting(profiles, is, was, links);
  const merges = [...profiles].flatMap((from): Change[] => {
    const into = is(from);
    return into === from ? [] : [{ kind: 'merged', from, into, because: blame.get(from) }];
  });
  const splits = new Map<string, Change>();
  for (const key of after.keys()) {
    const [from, into] = [was(key), is(key)];
    if (into === is(from)) continue;
    const name = `${from}|${into}`;
    if (splits.has(name)) continue;
    const parting = links.find(
      ({ a, b, verdict }) =>
        (verdict.type === 'refused' || verdict.type === 'handed_over') &&
        was(a) === from &&
        was(b) === from &&
        (is(a) === into) !== (is(b) === into),
    );
    splits.set(name, { kind: 'split', from, into, because: parting });
  }
  return [...merges, ...splits.values()];
};

/** For each profile that went, the first link that tied it towards the one it went into. */
const uniting = (
  profiles: ReadonlySet<bigint>,
  is: (key: bigint) => bigint,
  was: (key: bigint) => bigint,
  links: readonly JudgedLink[],
): ReadonlyMap<bigint, JudgedLink> => {
  const parent = new Map<bigint, bigint>([...profiles].map((id) => [id, id]));
  const find = (id: bigint): bigint => {
    let at = id;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) at = up;
    return at;
  };
  const blame = new Map<bigint, JudgedLink>();
  for (const link of links) {
    if (link.verdict.type !== 'joined' && link.verdict.type !== 'handed_over') continue;
    const [x, y] = [find(was(link.a)), find(was(link.b))];
    if (x === y) continue;
    // the one that keeps its id stays the root of its set
    const [gone, stays] = is(y) === y ? [x, y] : [y, x];
    parent.set(gone, stays);
    blame.set(gone, link);
  }
  return blame;
};
