import type { FieldPlan, MatchPlan } from './field-plan.ts';

/** Similarity from which two names count as each other's when they stand in exchanged places. */
export const exchangedFrom = 0.9;

/** The number of a pair's pattern: every field's level, in mixed radix. Rows are called `a` and `b`. */
export const patternSql = ({ fields }: MatchPlan): string =>
  fields.map((field) => `toUInt64(${levelSql(field, fields)}) * ${field.radix}`).join(' + ');

/** The level of one field of a pair, 0 when one of the two is missing. */
const levelSql = (field: FieldPlan, fields: readonly FieldPlan[]): string => {
  const { at } = field;
  const conditions = [`a.f${at} = '' OR b.f${at} = '', 0`, `a.f${at} = b.f${at}, ${field.same}`];
  if (field.exchanged) conditions.push(`${exchangedSql(field, field.exchanged.partner)}, ${field.exchanged.level}`);
  const between = betweenSql(field);
  const highest = field.same - 1 - (field.exchanged ? 1 : 0);
  conditions.push(...between.map((condition, i) => `${condition}, ${highest - i}`));
  const level = `multiIf(${conditions.join(', ')}, 1)`;
  const owner = field.countedAt === undefined ? undefined : fields[field.countedAt];
  // where the names are exchanged, that is counted once, at the field that declares it
  return owner === undefined
    ? level
    : `if(a.f${owner.at} != b.f${owner.at} AND ${exchangedSql(owner, at)}, 0, ${level})`;
};

const exchangedSql = ({ at }: FieldPlan, partner: number): string =>
  [
    `a.f${at} != '' AND b.f${at} != '' AND a.f${partner} != '' AND b.f${partner} != ''`,
    `jaroWinklerSimilarity(a.f${at}, b.f${partner}) >= ${exchangedFrom}`,
    `jaroWinklerSimilarity(a.f${partner}, b.f${at}) >= ${exchangedFrom}`,
  ].join(' AND ');

/** Conditions of the levels between "the same" and "different", the most alike first. */
const betweenSql = ({ at, compare }: FieldPlan): readonly string[] => {
  const [a, b] = [`a.f${at}`, `b.f${at}`];
  switch (compare.type) {
    case 'exact':
      return [];
    case 'jaro_winkler':
      return compare.at.map((least) => `jaroWinklerSimilarity(${a}, ${b}) >= ${least}`);
    case 'edits':
      return compare.within.map((most) => `damerauLevenshteinDistance(${a}, ${b}) <= ${most}`);
    case 'date': {
      const dayAndMonth = `substring(${a}, 1, 4) = substring(${b}, 1, 4) AND substring(${a}, 5, 2) = substring(${b}, 7, 2) AND substring(${a}, 7, 2) = substring(${b}, 5, 2)`;
      return [
        `damerauLevenshteinDistance(${a}, ${b}) <= 1 OR (${dayAndMonth})`,
        ...compare.withinDays.map((days) => `a.d${at} > 0 AND b.d${at} > 0 AND abs(a.d${at} - b.d${at}) <= ${days}`),
      ];
    }
    case 'number':
      return compare.within.map((most) => `abs(toFloat64OrZero(${a}) - toFloat64OrZero(${b})) <= ${most}`);
    case 'postcode':
      return [
        `damerauLevenshteinDistance(${a}, ${b}) <= 1`,
        ...compare.prefixes.map((n) => `substring(${a}, 1, ${n}) = substring(${b}, 1, ${n})`),
      ];
    case 'email':
      return [
        `substringIndex(${a}, '@', 1) = substringIndex(${b}, '@', 1)`,
        ...compare.at.map((least) => `jaroWinklerSimilarity(${a}, ${b}) >= ${least}`),
      ];
    case 'chinese_name': {
      const surname = `substringUTF8(${a}, 1, 1) = substringUTF8(${b}, 1, 1)`;
      return [
        `a.g${at} = b.g${at}`,
        `${surname} AND least(length(a.g${at}), length(b.g${at})) >= 2 AND (hasAll(a.g${at}, b.g${at}) OR hasAll(b.g${at}, a.g${at}))`,
        `editDistanceUTF8(${a}, ${b}) = 1`,
      ];
    }
    case 'bigrams':
      return compare.at.map((least) => `arrayJaccardIndex(a.g${at}, b.g${at}) >= ${least}`);
  }
};

/** Whether a pair agrees on each blocking rule, as bits. */
export const rulesSql = ({ blocking }: MatchPlan): string =>
  blocking.map((_, k) => `if(a.k${k} != 0 AND a.k${k} = b.k${k}, ${2 ** k}, 0)`).join(' + ');

/** The columns of a record that comparing needs. */
export const comparedColumns = ({ fields }: MatchPlan): readonly string[] =>
  fields.flatMap(({ at, compare }) => {
    switch (compare.type) {
      case 'date':
        return [`f${at}`, `d${at}`];
      case 'bigrams':
      case 'chinese_name':
        return [`f${at}`, `g${at}`];
      case 'exact':
      case 'jaro_winkler':
      case 'edits':
      case 'number':
      case 'postcode':
      case 'email':
        return [`f${at}`];
    }
  });
