import type { BlockingKey, Compare, FieldSpec, MatchRuleSpec, Normalise } from './rule-schema.ts';

/**
 * A field with its levels of agreement, the way pairs are counted by them: level 0 is "one of the two is missing",
 * level 1 "different", higher ones more alike, the last one "the same".
 */
export type FieldPlan = {
  readonly name: string;
  /** Place among the fields: column `f3`. */
  readonly at: number;
  readonly from: NonNullable<FieldSpec['from']>;
  readonly compare: Compare;
  readonly normalise: Normalise;
  /** Names of levels 1, 2, … */
  readonly levels: readonly string[];
  /** The level at which values are the same. */
  readonly same: number;
  /** The level at which this field and its partner hold each other's values. */
  readonly exchanged: { readonly level: number; readonly partner: number } | undefined;
  /** Fields with which this one may be exchanged: it is neutral where it was, the evidence being counted there. */
  readonly countedAt: number | undefined;
  readonly termFrequency: boolean;
  /** What the field's level is multiplied by in a pattern's number. */
  readonly radix: bigint;
};

export type MatchPlan = {
  readonly fields: readonly FieldPlan[];
  readonly blocking: readonly (readonly BlockingKey[])[];
  readonly spec: MatchRuleSpec;
};

/** @example planOf(spec).fields[0].levels // ['different', 'similarity ≥ 0.8', 'similarity ≥ 0.92', 'the same'] */
export const planOf = (spec: MatchRuleSpec): MatchPlan => {
  let radix = 1n;
  const at = new Map(spec.fields.map(({ name }, i) => [name, i]));
  const fields = spec.fields.map((field, i): FieldPlan => {
    const between = levelsOf(field.compare);
    const partner = field.exchangedWith === undefined ? undefined : at.get(field.exchangedWith);
    // "exchanged" stands second from the top: less than the same, more than a likeness
    const levels = ['different', ...between, ...(partner === undefined ? [] : ['exchanged']), 'same'];
    const plan: FieldPlan = {
      name: field.name,
      at: i,
      from: field.from ?? { trait: field.name },
      compare: field.compare,
      normalise: field.normalise ?? usualNormalise[field.compare.type],
      levels,
      same: levels.length,
      exchanged: partner === undefined ? undefined : { level: levels.length - 1, partner },
      countedAt: at.get(spec.fields.find((other) => other.exchangedWith === field.name)?.name ?? ''),
      termFrequency: field.termFrequency,
      radix,
    };
    radix *= BigInt(levels.length + 1);
    return plan;
  });
  return { fields, blocking: spec.blocking, spec };
};

const usualNormalise: Readonly<Record<Compare['type'], Normalise>> = {
  exact: 'text',
  jaro_winkler: 'letters',
  edits: 'letters',
  date: 'date',
  number: 'none',
  postcode: 'letters',
  email: 'email',
  chinese_name: 'letters',
  bigrams: 'letters',
};

/** Between "different" and "the same", the least alike first. */
const levelsOf = (compare: Compare): readonly string[] => {
  switch (compare.type) {
    case 'exact':
      return [];
    case 'jaro_winkler':
    case 'bigrams':
      return compare.at.toReversed().map((least) => `similarity ≥ ${least}`);
    case 'edits':
      return compare.within.toReversed().map((most) => `edits ≤ ${most}`);
    case 'date':
      return [...compare.withinDays.toReversed().map((days) => `days ≤ ${days}`), 'edits ≤ 1'];
    case 'number':
      return compare.within.toReversed().map((most) => `difference ≤ ${most}`);
    case 'postcode':
      return [...compare.prefixes.toReversed().map((length) => `first ${length}`), 'edits ≤ 1'];
    case 'email':
      return [...compare.at.toReversed().map((least) => `similarity ≥ ${least}`), 'same username'];
    case 'chinese_name':
      return ['one character differs', 'same surname, part of the name', 'same characters'];
  }
};

/** The level of a field in a pattern. */
export const levelIn = (pattern: bigint, { radix, levels }: FieldPlan): number =>
  Number((pattern / radix) % BigInt(levels.length + 1));
