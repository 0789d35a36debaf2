import { compareKeys, type Link } from './graph.ts';
import type { Facts } from './resolve.ts';

/** Said by people or senders; seen together in an event; found alike by a matching rule. In this order. */
export type OrderedLink = Link & { readonly phase: 'said' | 'seen' | 'matched' };

/**
 * Every link once, its stronger end first, in the one order that all ways of uniting people share: by phase, then the
 * stronger links first (a link is as strong as its weaker end), then by time, then by keys.
 */
export const inOrder = (links: readonly Link[], facts: Facts): readonly OrderedLink[] => {
  const stronger = (a: bigint, b: bigint): number => {
    const [x, y] = [facts.of(a), facts.of(b)];
    return x.priority - y.priority || compareTexts(facts.type(a), facts.type(b)) || compareKeys(a, b);
  };
  const once = new Map<string, OrderedLink>();
  for (const link of links) {
    if (link.a === link.b) continue;
    // an alias keeps its direction: the new id, then the one it replaces
    const turned = link.rule !== 'alias' && stronger(link.a, link.b) > 0;
    const [a, b] = turned ? [link.b, link.a] : [link.a, link.b];
    const name = `${a}|${b}|${link.rule}`;
    const present = once.get(name);
    if (present && before(present, link)) continue;
    once.set(name, { ...link, a, b, phase: phaseOf(link.rule) });
  }
  return [...once.values()].toSorted(
    (x, y) =>
      phases.indexOf(x.phase) - phases.indexOf(y.phase) ||
      facts.of(x.b).priority - facts.of(y.b).priority ||
      compareTexts(facts.type(x.b), facts.type(y.b)) ||
      x.firstMs - y.firstMs ||
      compareKeys(x.a, y.a) ||
      compareKeys(x.b, y.b) ||
      compareTexts(x.rule, y.rule),
  );
};

const phases: readonly OrderedLink['phase'][] = ['said', 'seen', 'matched'];

const phaseOf = (rule: string): OrderedLink['phase'] =>
  rule === 'event' ? 'seen' : rule.startsWith('matched:') ? 'matched' : 'said';

const before = (a: Link, b: Link): boolean =>
  a.firstMs < b.firstMs || (a.firstMs === b.firstMs && a.eventId <= b.eventId);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
