import type { FieldPlan, MatchPlan } from './field-plan.ts';
import type { MatchModel } from './learn-model.ts';
import { bitsOf, priorBits } from './score-pairs.ts';

/** A small second opinion on what the SQL computes, written from the definitions and not from the SQL. */

/** Jaro 1989, with Winkler's bonus of 0.1 per shared letter of the first four from a similarity of 0.7 up. */
export const jaroWinkler = (a: string, b: string): number => {
  const jaro = jaroSimilarity(a, b);
  if (jaro <= 0.7) return jaro;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
};

const jaroSimilarity = (a: string, b: string): number => {
  if (a === '' || b === '') return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const inOrderOfA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j++) {
      if (taken.has(j) || a[i] !== b[j]) continue;
      taken.add(j);
      inOrderOfA.push(a[i] ?? '');
      break;
    }
  }
  const n = inOrderOfA.length;
  if (n === 0) return 0;
  const inOrderOfB = [...taken].toSorted((x, y) => x - y).map((j) => b[j]);
  const out = inOrderOfA.filter((letter, i) => letter !== inOrderOfB[i]).length;
  return (n / a.length + n / b.length + (n - Math.floor(out / 2)) / n) / 3;
};

/** Insertions, deletions, substitutions and neighbours exchanged, no place edited twice (optimal string alignment). */
export const edits = (a: string, b: string): number => {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => d[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(i - 2, j - 2) + 1);
      const row = d[i];
      if (row) row[j] = least;
    }
  }
  return at(a.length, b.length);
};

const bigrams = (text: string): ReadonlySet<string> => {
  const letters = Array.from(text);
  return new Set(letters.slice(0, -1).map((letter, i) => letter + (letters[i + 1] ?? '')));
};
const jaccard = (a: string, b: string): number => {
  const [x, y] = [bigrams(a), bigrams(b)];
  const shared = [...x].filter((each) => y.has(each)).length;
  const all = x.size + y.size - shared;
  return all === 0 ? 0 : shared / all;
};

const days = (text: string): number | undefined => {
  const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)];
  const ms = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  const real = !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === `${year}-${month}-${day}`;
  return real ? ms / 86_400_000 : undefined;
};

const sorted = (text: string): string => Array.from(text).toSorted().join('');

/** How many levels below "the same" two different values stand, by the comparison's own list; undefined: different. */
const between = ({ compare }: FieldPlan, a: string, b: string): number | undefined => {
  const first = (tests: readonly boolean[]): number | undefined => {
    const at = tests.indexOf(true);
    return at < 0 ? undefined : at;
  };
  switch (compare.type) {
    case 'exact':
      return undefined;
    case 'jaro_winkler':
      return first(compare.at.map((least) => jaroWinkler(a, b) >= least));
    case 'edits':
      return first(compare.within.map((most) => edits(a, b) <= most));
    case 'number':
      return first(compare.within.map((most) => Math.abs(Number(a) - Number(b)) <= most));
    case 'postcode':
      return first([edits(a, b) <= 1, ...compare.prefixes.map((n) => a.slice(0, n) === b.slice(0, n))]);
    case 'bigrams':
      return first(compare.at.map((least) => jaccard(a, b) >= least));
    case 'date': {
      const [x, y] = [days(a), days(b)];
      const turned = `${b.slice(0, 4)}${b.slice(6, 8)}${b.slice(4, 6)}`;
      return first([
        edits(a, b) <= 1 || a === turned,
        ...compare.withinDays.map((most) => x !== undefined && y !== undefined && Math.abs(x - y) <= most),
      ]);
    }
    case 'email': {
      const user = (text: string): string => text.split('@')[0] ?? '';
      return first([user(a) === user(b), ...compare.at.map((least) => jaroWinkler(a, b) >= least)]);
    }
    case 'chinese_name': {
      const [x, y] = [Array.from(a), Array.from(b)];
      const within = (p: readonly string[], q: readonly string[]): boolean => p.every((letter) => q.includes(letter));
      return first([
        sorted(a) === sorted(b),
        x[0] === y[0] && Math.min(x.length, y.length) >= 2 && (within(x, y) || within(y, x)),
        edits(a, b) === 1 && (x.length !== y.length || x.filter((letter, i) => letter !== y[i]).length === 1),
      ]);
    }
  }
};

/** A record as normalised values, in the fields' order. */
export type NormalRecord = readonly string[];

export const levelOf = (plan: MatchPlan, field: FieldPlan, a: NormalRecord, b: NormalRecord): number => {
  const value = (record: NormalRecord, f: FieldPlan): string => record[f.at] ?? '';
  const isExchanged = (owner: FieldPlan): boolean => {
    const partner = plan.fields[owner.exchanged?.partner ?? -1];
    if (partner === undefined) return false;
    const [a1, a2, b1, b2] = [value(a, owner), value(a, partner), value(b, owner), value(b, partner)];
    return (
      a1 !== b1 &&
      [a1, a2, b1, b2].every((each) => each !== '') &&
      jaroWinkler(a1, b2) >= 0.9 &&
      jaroWinkler(a2, b1) >= 0.9
    );
  };
  const owner = plan.fields[field.countedAt ?? -1];
  if (owner !== undefined && isExchanged(owner)) return 0;
  const [x, y] = [value(a, field), value(b, field)];
  if (x === '' || y === '') return 0;
  if (x === y) return field.same;
  if (isExchanged(field)) return field.same - 1;
  const below = between(field, x, y);
  return below === undefined ? 1 : field.same - 1 - (field.exchanged === undefined ? 0 : 1) - below;
};

/** log2 of the odds; `share` is the share of records with a field's value, of those that have one. */
export const weightOf = (
  plan: MatchPlan,
  model: MatchModel,
  pair: {
    readonly a: NormalRecord;
    readonly b: NormalRecord;
    readonly share: (field: FieldPlan, value: string) => number;
  },
): number =>
  plan.fields.reduce((sum, field) => {
    const level = levelOf(plan, field, pair.a, pair.b);
    if (level !== field.same || !field.termFrequency) return sum + bitsOf(model, field.at, level);
    return sum + Math.log2((model.m[field.at]?.[level] ?? 1) / pair.share(field, pair.a[field.at] ?? ''));
  }, priorBits(model));
