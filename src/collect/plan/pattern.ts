/** Longer texts do not fit any pattern: patterns are for codes and keys, and both engines must end soon. */
export const maxPatternedLength = 256;

/** A whole text against a pattern, as ClickHouse's `match(x, '^(?:…)$')` reads it: `.` is any character. */
export const patternTest = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'su');

/**
 * Why a pattern cannot be used, or nothing. What V8 and RE2 read differently, and what could make V8 run for minutes,
 * is refused: look-around and back-references, `\s \S \b \B`, more than three open-ended repetitions, and repeating a
 * group that holds an open-ended repetition or, often, an alternative.
 */
export const patternProblem = (pattern: string): { readonly en: string; readonly zh: string } | undefined => {
  try {
    patternTest(pattern);
  } catch {
    return { en: 'is not a regular expression', zh: '不是正则表达式' };
  }
  // V8 and RE2 share the general categories, and name scripts each in its own way
  if (/\\[pP](?!\{(?:L[ultmo]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|M[nce]?)\})/.test(pattern))
    return { en: 'may name Unicode categories such as \\p{L} only', zh: '只能使用 \\p{L} 一类的 Unicode 通用类别' };
  const outside = pattern.replace(/\\./gsu, (escape) => (/[sSbB1-9kcux]/.test(escape[1] ?? '') ? '\u0000' : '_'));
  if (outside.includes('\u0000'))
    return { en: 'may not hold \\s, \\b, \\u or back-references', zh: '不能包含 \\s、\\b、\\u 或反向引用' };
  const bare = outside.replace(/\[[^\]]*\]/g, '_');
  if (/\(\?(?!:)/.test(bare)) return { en: 'may not look around or name groups', zh: '不能使用环视或命名分组' };
  const open = /[*+]|\{\d*,\}/g;
  if ((bare.match(open) ?? []).length > 3)
    return { en: 'may hold three open-ended repetitions at most', zh: '最多包含三个不限次数的重复' };
  return repeatsAGroup(bare)
    ? { en: 'may not repeat a group that itself repeats or chooses', zh: '不能重复内部含重复或选择的分组' }
    : undefined;
};

/** Walks groups from the inside out. */
const repeatsAGroup = (bare: string): boolean => {
  const group = /\((?:\?:)?([^()]*)\)(\*|\+|\{\d+(?:,\d*)?\})?/;
  for (let text = bare, found = group.exec(text); found !== null; found = group.exec(text)) {
    const [whole, inside = '', repeat = ''] = found;
    if (repeat !== '' && /[*+|@]|\{\d*,\}/.test(inside)) return true;
    // `@` stands for "holds a repetition or a choice" to the group around it
    text = text.replace(whole, /[*+|@]|\{\d*,\}/.test(inside) ? '@' : '_');
  }
  return false;
};
