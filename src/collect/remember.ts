/**
 * A pure function that remembers its last results, `size` to twice `size` of them. Two generations: what is asked
 * again moves to the young one, and when that is full the old one is dropped whole. No entry is ever touched
 * for bookkeeping, so a hit costs one look-up.
 */
export const remember = <T>(size: number, compute: (text: string) => T): ((text: string) => T) => {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const fresh = young.get(text);
    if (fresh !== undefined) return fresh;
    const result = old.get(text) ?? compute(text);
    if (young.size >= size) {
      old = young;
      young = new Map();
    }
    young.set(text, result);
    return result;
  };
};

/** The same for typed values, `size` for each type: looking up the value itself spares joining it to its type. */
export const rememberByType = <T>(
  size: number,
  compute: (type: string, value: string) => T,
): ((type: string, value: string) => T) => {
  const ofType = remember(100, (type) => remember(size, (value) => compute(type, value)));
  return (type, value) => ofType(type)(value);
};
