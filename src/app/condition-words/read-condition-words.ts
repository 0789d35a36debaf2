import type { EventTitles } from '#collect';
import type { DocumentStore } from '#documents';
import type { ClickHouse } from '#platform';
import { modelKind } from '#predict';
import { catalogueKind } from '#profile';
import type { ConditionWords } from './schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly documents: Pick<DocumentStore, 'published'>;
  readonly eventTitles: () => Promise<EventTitles>;
};

const mostEvents = 1_000;
const mostValues = 20;

/** Everything a condition may name but tags and audiences, with its words. */
export const readConditionWords = async ({ clickhouse, documents, eventTitles }: Deps): Promise<ConditionWords> => {
  const [titles, models, catalogues, seen, values] = await Promise.all([
    eventTitles(),
    documents.published(modelKind),
    documents.published(catalogueKind),
    clickhouse.query<{ name: string; events: string }>(
      `SELECT name, count() AS events FROM events GROUP BY name ORDER BY count() DESC, name LIMIT {limit:UInt32}`,
      { limit: mostEvents },
    ),
    clickhouse.query<{ catalogue: string; attribute: string; commonest: string[] }>(
      `SELECT catalogue, attribute, topK(${mostValues})(leftUTF8(value, 120)) AS commonest FROM (
         SELECT catalogue, pair.1 AS attribute, pair.2 AS value
         FROM (SELECT * FROM entities FINAL) ARRAY JOIN attributes AS pair WHERE removed = 0)
       GROUP BY catalogue, attribute`,
    ),
  ]);
  const counts = new Map(seen.map(({ name, events }) => [name, Number(events)]));
  const names = [...new Set([...counts.keys(), ...titles.keys()])].slice(0, mostEvents);
  const valuesOf = (catalogue: string, attribute: string): readonly string[] =>
    values.find((row) => row.catalogue === catalogue && row.attribute === attribute)?.commonest ?? [];
  return {
    events: names.map((name) => ({
      name,
      title: titles.get(name) ?? { zh: name, en: name },
      events: counts.get(name) ?? 0,
    })),
    models: models.map(({ name, title }) => ({ name, title })),
    attributes: catalogues.flatMap((catalogue) =>
      catalogue.spec.properties.flatMap((property) =>
        Object.entries(catalogue.spec.attributes).map(([name, { title, type }]) => ({
          property,
          name,
          title: title ?? { zh: name, en: name },
          type,
          values: type === 'number' ? [] : [...valuesOf(catalogue.name, name)],
        })),
      ),
    ),
  };
};
