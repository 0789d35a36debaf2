import { inputsOf, type Rule } from './rule.ts';

export type RuleOrder =
  | {
      readonly type: 'ordered';
      readonly rules: readonly Rule[];
      /** Rules on the longest way. */ readonly depth: number;
    }
  | { readonly type: 'circle'; readonly names: readonly string[] };

/** Rules in an order in which each comes after those it reads from (Kahn would do; depth-first also names the circle). */
export const orderOf = (rules: readonly Rule[]): RuleOrder => {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const depths = new Map<string, number>();
  const ordered: Rule[] = [];
  const visit = (rule: Rule, way: readonly string[]): readonly string[] | undefined => {
    if (depths.has(rule.name)) return undefined;
    if (way.includes(rule.name)) return [...way.slice(way.indexOf(rule.name)), rule.name];
    let depth = 1;
    for (const input of inputsOf(rule)) {
      const source = byName.get(input);
      if (source === undefined) continue;
      const circle = visit(source, [...way, rule.name]);
      if (circle !== undefined) return circle;
      depth = Math.max(depth, 1 + (depths.get(input) ?? 0));
    }
    depths.set(rule.name, depth);
    ordered.push(rule);
    return undefined;
  };
  for (const rule of rules.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const circle = visit(rule, []);
    if (circle !== undefined) return { type: 'circle', names: circle };
  }
  return { type: 'ordered', rules: ordered, depth: Math.max(0, ...depths.values()) };
};
