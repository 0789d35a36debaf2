import type { FieldPlan } from './field-plan.ts';
import type { BlockingKey, Normalise } from './rule-schema.ts';

/**
 * Values as they are compared, as SQL. Empty is missing: every comparison with it is neutral.
 * The columns of a field at place i: `f<i>` its text; `d<i>` days since 1900, of dates; `g<i>` characters or pairs of them.
 */

const longest = 200;

/** Words that stand for nothing. */
const nothing = String.raw`'^(null|none|nil|nan|n/?a|unknown|undefined|-+|不详|未知|无)$'`;

/** From a raw text to the compared one. */
export const normaliseSql = (raw: string, normalise: Normalise): string => {
  const known = `if(match(lowerUTF8(trimBoth(${raw})), ${nothing}), '', trimBoth(${raw}))`;
  return `substringUTF8(${shaped(known, normalise)}, 1, ${longest})`;
};

const shaped = (text: string, normalise: Normalise): string => {
  switch (normalise) {
    case 'none':
      return text;
    case 'text':
      return `lowerUTF8(normalizeUTF8NFKC(${text}))`;
    case 'email':
      return `replaceAll(lowerUTF8(normalizeUTF8NFKC(${text})), ' ', '')`;
    case 'letters':
      // é becomes e, O'Brien obrien, full-width forms plain ones
      return String.raw`replaceRegexpAll(lowerUTF8(normalizeUTF8NFKD(${text})), '[^\\p{L}\\p{N}]', '')`;
    case 'digits':
      return String.raw`replaceRegexpAll(normalizeUTF8NFKC(${text}), '[^0-9]', '')`;
    case 'date': {
      // 1990-01-02, 19900102, 1990/1/2 and 1990年1月2日 are one day; an impossible day is kept as text
      const parts = String.raw`extractGroups(normalizeUTF8NFKC(${text}), '^\\s*(\\d{4})\\D*(\\d{1,2})\\D*(\\d{1,2})')`;
      return `if(empty(${parts}), '', concat(${parts}[1], leftPad(${parts}[2], 2, '0'), leftPad(${parts}[3], 2, '0')))`;
    }
  }
};

/** Columns beside the text that a comparison needs: [name, type, SQL over the text]. */
export const derivedColumns = ({ at, compare }: FieldPlan): readonly (readonly [string, string, string])[] => {
  switch (compare.type) {
    case 'date': {
      const iso = `concat(substring(f${at}, 1, 4), '-', substring(f${at}, 5, 2), '-', substring(f${at}, 7, 2))`;
      // the engine would take 30 February for 2 March
      const days = `toInt32(toDate32OrNull(${iso})) + 25568`;
      return [[`d${at}`, 'Int32', `if(toString(toDate32OrNull(${iso})) = ${iso}, ifNull(${days}, 0), 0)`]];
    }
    case 'bigrams':
      return [[`g${at}`, 'Array(String)', `arrayDistinct(ngrams(f${at}, 2))`]];
    case 'chinese_name':
      return [[`g${at}`, 'Array(String)', `arraySort(ngrams(f${at}, 1))`]];
    case 'exact':
    case 'jaro_winkler':
    case 'edits':
    case 'number':
    case 'postcode':
    case 'email':
      return [];
  }
};

/** A blocking rule's key as one number; 0 when one of its parts is missing. `columnOf` names a field's text. */
export const keySql = (rule: readonly BlockingKey[], columnOf: (field: string) => string): string => {
  const parts = rule.map((key) => {
    const values = key.fields.map((field) => partSql(key, columnOf(field)));
    const [only = "''"] = values;
    return values.length === 1
      ? only
      : `if(${values.map((value) => `${value} = ''`).join(' OR ')}, '', arrayStringConcat(arraySort([${values.join(', ')}]), '|'))`;
  });
  const missing = parts.map((part) => `(${part}) = ''`).join(' OR ');
  return `if(${missing}, toUInt64(0), cityHash64(${parts.join(', ')}))`;
};

const partSql = ({ by, length }: BlockingKey, text: string): string => {
  switch (by) {
    case 'whole':
      return text;
    case 'first':
      return `substringUTF8(${text}, 1, ${length})`;
    case 'last':
      return `if(${text} = '', '', substringUTF8(${text}, greatest(toInt32(lengthUTF8(${text})) - ${length - 1}, 1)))`;
    case 'soundex':
      return `replaceOne(soundex(${text}), '0000', '')`;
    case 'year':
      return `substring(${text}, 1, 4)`;
    case 'month_day':
      return `substring(${text}, 5, 4)`;
    case 'username':
      return `substringIndex(${text}, '@', 1)`;
  }
};
