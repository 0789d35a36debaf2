import type { IdentityAnswer, IdentityLink, KnownIdentifier } from '../../../../src/identify/schemas.ts';

export type PlacedNode = {
  readonly identifier: KnownIdentifier;
  readonly own: boolean;
  readonly x: number;
  readonly y: number;
  /** Where the words go: to the right of the node, or to its left. */
  readonly side: 'start' | 'end' | 'middle';
};
export type PlacedLink = { readonly link: IdentityLink; readonly from: PlacedNode; readonly to: PlacedNode };
export type GraphLayout = {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
  readonly left: number;
};

const most = 36;
const width = 760;
const shown: readonly IdentityLink['verdict'][] = ['joined', 'handed_over', 'refused'];

/**
 * The identifier that names the person in the middle, the others around it in the order of their links, those of other
 * people on an outer ring. The same answer is always drawn the same.
 */
export const layoutGraph = ({ profileId, identifiers, links }: IdentityAnswer): GraphLayout => {
  const linked = links.filter(({ verdict }) => shown.includes(verdict));
  const named = new Set(linked.flatMap(({ a, b }) => [a, b]));
  const own = identifiers.filter((each) => each.profileId === profileId);
  const others = identifiers.filter((each) => each.profileId !== profileId && named.has(each.key));
  const centre = own.find(({ key }) => key === profileId) ?? own[0];
  const around = own.filter((each) => each !== centre).slice(0, most);
  const outer = others.slice(0, Math.max(4, most - around.length));
  const rows = Math.max(around.length, outer.length, 3);
  const height = Math.min(620, 220 + rows * 18);
  const middle = { x: width / 2, y: height / 2 };
  const ring = (list: readonly KnownIdentifier[], share: number, turn: number, isOwn: boolean): PlacedNode[] =>
    list.map((identifier, i) => {
      const angle = turn + (2 * Math.PI * i) / list.length;
      const x = middle.x + Math.cos(angle) * (width / 2 - 190) * share;
      const y = middle.y + Math.sin(angle) * (height / 2 - 26) * share;
      return { identifier, own: isOwn, x, y, side: x < middle.x - 1 ? 'end' : 'start' };
    });
  const nodes: PlacedNode[] = [
    ...(centre ? [{ identifier: centre, own: true, ...middle, side: 'middle' as const }] : []),
    ...ring(around, outer.length === 0 ? 1 : 0.62, -Math.PI / 2 + 0.3, true),
    ...ring(outer, 1, -Math.PI / 2 + 0.7, false),
  ];
  const byKey = new Map(nodes.map((node) => [node.identifier.key, node]));
  return {
    width,
    height,
    nodes,
    left: own.length + others.length - nodes.length,
    links: linked.flatMap((link) => {
      const [from, to] = [byKey.get(link.a), byKey.get(link.b)];
      return from && to ? [{ link, from, to }] : [];
    }),
  };
};
