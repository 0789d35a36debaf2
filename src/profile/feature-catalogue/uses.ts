import type { FeatureUse } from './schemas.ts';
import type { Words } from '../../platform/schemas.ts';

/** A published document, and what it refers to. */
export type UsingDocument = {
  readonly kind: string;
  readonly name: string;
  readonly title: Words;
  readonly to: readonly { readonly kind: string; readonly name: string }[];
};

/**
 * Who uses a feature: documents that refer to it, models that learn from all features, and whatever leans on any of these:
 * a program on its model, a tag on a score, an audience on the tag.
 *
 * @param fromAll names of the models that learn from all features
 */
export const usesOf = (
  feature: string,
  documents: readonly UsingDocument[],
  fromAll: ReadonlySet<string>,
): readonly FeatureUse[] => {
  const found = new Map<string, FeatureUse>();
  let reached = new Set([`Feature/${feature}`]);
  while (reached.size > 0) {
    const next = new Set<string>();
    for (const { kind, name, title, to } of documents) {
      const key = `${kind}/${name}`;
      if (found.has(key)) continue;
      const learns = kind === 'Model' && fromAll.has(name) && reached.has(`Feature/${feature}`);
      if (!learns && !to.some((each) => reached.has(`${each.kind}/${each.name}`))) continue;
      found.set(key, { kind, name, title });
      next.add(key);
    }
    reached = next;
  }
  return [...found.values()];
};
