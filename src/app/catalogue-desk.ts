import type { DocumentStore } from '#documents';
import { type ClickHouse, type Clock, problem } from '#platform';
import { type Catalogue, catalogueKind, countEntries, putEntries, readEntries, removeEntries } from '#profile';
import type { CataloguesAnswer, EntriesAnswer, Entry } from '../profile/catalogues/schemas.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly clock: Clock; readonly documents: DocumentStore };

/** What people and programs ask about catalogues. */
export type CatalogueDesk = {
  readonly list: () => Promise<CataloguesAnswer>;
  readonly entries: (
    name: string,
    args: { readonly query: string; readonly after: string; readonly limit: number },
  ) => Promise<EntriesAnswer>;
  readonly put: (name: string, entries: readonly Entry[]) => Promise<void>;
  readonly remove: (name: string, ids: readonly string[]) => Promise<void>;
};

export const createCatalogueDesk = ({ documents, ...deps }: Deps): CatalogueDesk => {
  const need = async (name: string): Promise<Catalogue> => {
    const found = (await documents.published(catalogueKind)).find((each) => each.name === name);
    if (found === undefined)
      throw problem('not_found', {
        detail: `catalogue "${name}"; publish its document of kind Catalogue first`,
        detailZh: `实体目录「${name}」，请先发布 Catalogue 文档`,
      });
    return found;
  };
  return {
    list: async () => {
      const [catalogues, counts] = await Promise.all([
        documents.published(catalogueKind),
        countEntries(deps.clickhouse),
      ]);
      return {
        catalogues: catalogues.map(({ name, title, spec }) => ({
          name,
          title,
          spec,
          entries: counts.get(name)?.entries ?? 0,
          updatedAt: counts.get(name)?.updatedAt ?? null,
        })),
      };
    },
    entries: async (name, args) => readEntries(deps.clickhouse, (await need(name)).name, args),
    put: async (name, entries) => putEntries(deps, await need(name), entries),
    remove: async (name, ids) => removeEntries(deps, await need(name), ids),
  };
};
