/**
 * Whether a document's spec names a tag in any of its expressions: `tag("x")`, `has_tag(x)`, `{ tag: x }`. By their texts, so that it
 * needs to know nothing of kinds.
 */
export const namesTag = (spec: unknown, tag: string): boolean => {
  const name = tag.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  const call = new RegExp(`\\b(?:has_)?tag\\(\\s*["'\`]?${name}["'\`]?\\s*\\)`);
  const look = (value: unknown): boolean => {
    if (typeof value === 'string') return call.test(value);
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(look);
    return Object.entries(value).some(
      ([key, inner]) => ((key === 'tag' || key === 'has_tag') && inner === tag) || look(inner),
    );
  };
  return look(spec);
};
