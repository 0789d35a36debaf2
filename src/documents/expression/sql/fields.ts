import type { Meanings } from '../meanings.ts';
import type { TypedProperty } from '../typed.ts';
import type { Parameters } from './parameters.ts';
import { attributeAs, propertySql } from './property-sql.ts';

/** What a scan reads, each under a short name of its own, so that the rest of the SQL stays readable. */
export type Fields = {
  /** Gives the name that stands for the property. */
  readonly add: (property: TypedProperty) => string;
  /** Gives the name that stands for any SQL over the scan's rows or groups. */
  readonly define: (sql: string) => string;
  /** `expression AS name`, for the scan's WITH. */
  readonly definitions: () => readonly string[];
};

/** @param column where a property stands in a column of its own, so that nothing need be read out of the row */
export const createFields = (
  prefix: string,
  parameters: Parameters,
  attribute?: Meanings['attribute'],
  column?: (property: TypedProperty) => string,
): Fields => {
  const names = new Map<string, string>();
  const define = (sql: string): string => {
    const name = names.get(sql) ?? `${prefix}_v${names.size}`;
    names.set(sql, name);
    return name;
  };
  /** Each catalogue's attribute once, so that its parameters have one name. */
  const attributes = new Map<string, string>();
  const attributeText = (path: string, name: string, key: string): string => {
    const known = attributes.get(`${path}->${name}`);
    if (known !== undefined) return known;
    const found = attribute?.(path, name, `${prefix}_c${attributes.size}_`)?.(key);
    if (found !== undefined) parameters.merge(found.params);
    const text = define(found?.sql ?? "CAST(NULL, 'Nullable(String)')");
    attributes.set(`${path}->${name}`, text);
    return text;
  };
  return {
    add: (property) => {
      if (column !== undefined) return column(property);
      const { path, as } = property;
      if (property.attribute === null) return define(propertySql(property));
      const key = define(propertySql({ path, as: 'string', attribute: null }));
      return define(attributeAs(attributeText(path.join('.'), property.attribute, `ifNull(${key}, '')`), as));
    },
    define,
    definitions: () => [...names].map(([sql, name]) => `${sql} AS ${name}`),
  };
};
