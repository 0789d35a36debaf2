import { isoTime } from '#collect';
import { type ClickHouse, type Clock, problem, sqlTime } from '#platform';
import type { CatalogueSpec, EntriesAnswer, Entry } from './schemas.ts';

export type Catalogue = { readonly name: string; readonly spec: CatalogueSpec };
type Deps = { readonly clickhouse: ClickHouse; readonly clock: Clock };

/**
 * Writes entries; each replaces what stood under its id. Readers see them when it resolves.
 * @throws GyreError `invalid_input` naming the entry and attribute: one the document has not, or not of its type
 */
export const putEntries = async (
  { clickhouse, clock }: Deps,
  catalogue: Catalogue,
  entries: readonly Entry[],
): Promise<void> => {
  const texts = entries.map((entry, i) => textsOf(entry, catalogue, i));
  await write(
    { clickhouse, clock },
    catalogue.name,
    entries.map(({ id }, i) => ({ id, attributes: texts[i] ?? {}, removed: 0 })),
  );
};

export const removeEntries = (deps: Deps, { name }: Catalogue, ids: readonly string[]): Promise<void> =>
  write(
    deps,
    name,
    ids.map((id) => ({ id, attributes: {}, removed: 1 })),
  );

const write = async (
  { clickhouse, clock }: Deps,
  catalogue: string,
  entries: readonly {
    readonly id: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly removed: 0 | 1;
  }[],
): Promise<void> => {
  const now = clock.now();
  // the same entry twice in one batch: the last one stands
  const rows = [...new Map(entries.map((entry) => [entry.id, entry])).values()].map((entry) => ({
    catalogue,
    ...entry,
    updated_at: sqlTime(now),
  }));
  await clickhouse.insert({ table: 'entities', rows });
  await clickhouse.command('SYSTEM RELOAD DICTIONARY entity_attributes');
};

/** Attributes as the language reads them: texts, numbers and flags in their shortest spelling; nothing for null and ''. */
const textsOf = ({ attributes }: Entry, { name, spec }: Catalogue, index: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([attribute, value]) => {
      const field = `entries[${index}].attributes.${attribute}`;
      const known = Object.hasOwn(spec.attributes, attribute) ? spec.attributes[attribute] : undefined;
      if (known === undefined)
        throw problem('invalid_input', {
          detail: `the catalogue "${name}" has no attribute "${attribute}"; it has ${Object.keys(spec.attributes).join(', ')}`,
          detailZh: `目录“${name}”没有属性“${attribute}”，已有 ${Object.keys(spec.attributes).join('、')}`,
          field,
        });
      if (value === null || value === '') return [];
      const text = String(value).trim();
      if (!fits(text, known.type))
        throw problem('invalid_input', {
          detail: `${JSON.stringify(value)} is not a ${known.type}`,
          detailZh: `${JSON.stringify(value)} 不是 ${known.type} 类型`,
          field,
        });
      return [[attribute, text.replace('e+', 'e')]];
    }),
  );

const fits = (text: string, type: 'string' | 'number' | 'boolean'): boolean => {
  if (type === 'number') return text !== '' && Number.isFinite(Number(text));
  return type === 'string' || text === 'true' || text === 'false';
};

const stands =
  'SELECT id, attributes, updated_at FROM (SELECT * FROM entities FINAL WHERE catalogue = {catalogue:String}) WHERE removed = 0';

/** A page of entries in order of their ids; `query` is looked for in ids and attributes. */
export const readEntries = async (
  clickhouse: ClickHouse,
  catalogue: string,
  { query, after, limit }: { readonly query: string; readonly after: string; readonly limit: number },
): Promise<EntriesAnswer> => {
  const params = { catalogue, query, after, limit: limit + 1 };
  const found = `SELECT * FROM (${stands})
    WHERE {query:String} = '' OR positionCaseInsensitiveUTF8(id, {query:String}) > 0
      OR arrayExists(value -> positionCaseInsensitiveUTF8(value, {query:String}) > 0, mapValues(attributes))`;
  const [rows, total] = await Promise.all([
    clickhouse.query<{ id: string; attributes: Record<string, string>; updated_at: string }>(
      `SELECT id, attributes, updated_at FROM (${found}) WHERE id > {after:String} ORDER BY id LIMIT {limit:UInt32}`,
      params,
    ),
    clickhouse.queryOne<{ n: string }>(`SELECT count() AS n FROM (${found})`, params),
  ]);
  const page = rows.slice(0, limit);
  return {
    entries: page.map(({ id, attributes, updated_at }) => ({ id, attributes, updatedAt: isoTime(updated_at) })),
    total: Number(total?.n ?? 0),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
};

/** How many entries each catalogue has, and when one changed last. */
export const countEntries = async (
  clickhouse: ClickHouse,
): Promise<ReadonlyMap<string, { readonly entries: number; readonly updatedAt: string }>> => {
  const rows = await clickhouse.query<{ catalogue: string; entries: string; updated: string }>(
    'SELECT catalogue, countIf(removed = 0) AS entries, max(updated_at) AS updated FROM entities FINAL GROUP BY catalogue',
  );
  return new Map(
    rows.map(({ catalogue, entries, updated }) => [
      catalogue,
      { entries: Number(entries), updatedAt: isoTime(updated) },
    ]),
  );
};
