import { problem } from '#platform';
import type { Kind } from './kind.ts';

/** Every kind of document there is, in the order they were given. */
export type Registry = {
  readonly kinds: readonly Kind[];
  readonly find: (kind: string) => Kind | undefined;
  /** Throws `not_found`. */
  readonly need: (kind: string) => Kind;
};

export const createRegistry = (kinds: readonly Kind[]): Registry => {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]));
  if (byName.size !== kinds.length) throw problem('internal', { internal: 'two kinds of document have the same name' });
  return {
    kinds,
    find: (kind) => byName.get(kind),
    need: (kind) => {
      const found = byName.get(kind);
      if (found === undefined)
        throw problem('not_found', { detail: `kind "${kind}"`, detailZh: `文档类型「${kind}」`, field: 'kind' });
      return found;
    },
  };
};
