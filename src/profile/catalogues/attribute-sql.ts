import type { Meanings } from '#documents';

/** Where an attribute of an entry is found in the dictionary. SipHash of three texts: among a million, two meet with a chance of 3·10⁻⁸. */
export const attributeKeySql = (catalogue: string, attribute: string, id: string): string =>
  `sipHash64(toString(${catalogue}), toString(${attribute}), toString(${id}))`;

/** A published catalogue, as far as the language needs it. */
export type Catalogued = {
  readonly name: string;
  readonly spec: {
    readonly properties: readonly string[];
    readonly attributes: Readonly<Record<string, unknown>>;
  };
};

/** What `product_id->category` means: the catalogue whose entries that property names, and what it says there. */
export const attributeMeaning =
  (catalogues: readonly Catalogued[]): NonNullable<Meanings['attribute']> =>
  (property, attribute, prefix) => {
    const found = catalogues.find(({ spec }) => spec.properties.includes(property));
    if (found === undefined || !Object.hasOwn(found.spec.attributes, attribute)) return undefined;
    const names = { [`${prefix}catalogue`]: found.name, [`${prefix}attribute`]: attribute };
    return (key) => ({
      sql: `dictGetOrNull('entity_attributes', 'value', ${attributeKeySql(`{${prefix}catalogue:String}`, `{${prefix}attribute:String}`, key)})`,
      params: names,
    });
  };
