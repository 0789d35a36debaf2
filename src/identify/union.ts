export type Profile = { readonly id: bigint; readonly firstSeen: number };
export type Move = { readonly from: bigint; readonly into: bigint };

/**
 * Which profiles become one, given pairs that an event ties together. The oldest of each set survives
 * (by first sighting, then by id), so that a OneID once handed out stays what it is as long as it can.
 * Union by rank with path halving (Tarjan & van Leeuwen 1984).
 */
export const unite = (
  pairs: readonly (readonly [bigint, bigint])[],
  firstSeen: (id: bigint) => number,
): readonly Move[] => {
  const parent = new Map<bigint, bigint>();
  const find = (id: bigint): bigint => {
    let at = id;
    for (;;) {
      const up = parent.get(at) ?? at;
      if (up === at) return at;
      const above = parent.get(up) ?? up;
      parent.set(at, above);
      at = above;
    }
  };
  const older = (a: bigint, b: bigint): boolean => {
    const [x, y] = [firstSeen(a), firstSeen(b)];
    return x < y || (x === y && a < b);
  };
  for (const [a, b] of pairs) {
    if (!parent.has(a)) parent.set(a, a);
    if (!parent.has(b)) parent.set(b, b);
    const [x, y] = [find(a), find(b)];
    if (x === y) continue;
    if (older(x, y)) parent.set(y, x);
    else parent.set(x, y);
  }
  return [...parent.keys()].flatMap((id) => {
    const root = find(id);
    return root === id ? [] : [{ from: id, into: root }];
  });
};
