import { stringify } from 'yaml';
import { keyText, type DocumentContent } from '../document.ts';
import type { Registry } from '../registry.ts';

/** One document as people keep it in Git. */
export const documentYaml = ({ kind, name, title, spec }: DocumentContent): string =>
  stringify(
    { kind, name, title: { zh: title.zh, en: title.en }, spec },
    { lineWidth: 120, aliasDuplicateObjects: false },
  );

/** Many, parted by `---`: kinds in the registry's order, names in theirs, so that the same documents give the same bytes. */
export const exportYaml = (documents: readonly DocumentContent[], registry: Registry): string => {
  const rank = new Map(registry.kinds.map(({ kind }, i) => [kind, i]));
  return documents
    .toSorted((a, b) => (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0) || (keyText(a) < keyText(b) ? -1 : 1))
    .map(documentYaml)
    .join('---\n');
};
