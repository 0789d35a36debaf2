/** One field of a kind's spec, as the reference beside the editor lists it. */
export type SchemaField = {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string | undefined;
};

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const maxDepth = 3;

/** `string`, `"daily" | "weekly"`, `number[]` … */
export const typeOf = (schema: unknown): string => {
  if (!isSchema(schema)) return '';
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const either = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(either)) return either.map(typeOf).join(' | ');
  if (schema['type'] === 'array') return `${typeOf(schema['items']) || 'any'}[]`;
  return typeof schema['type'] === 'string' ? schema['type'] : '';
};

/** The fields of a JSON Schema, nested ones by their path, the required ones marked. */
export const schemaFields = (schema: unknown, parent = '', depth = 0): readonly SchemaField[] => {
  if (!isSchema(schema) || !isSchema(schema['properties']) || depth > maxDepth) return [];
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(schema['properties']).flatMap(([name, field]): readonly SchemaField[] => {
    const path = parent === '' ? name : `${parent}.${name}`;
    const description = isSchema(field) && typeof field['description'] === 'string' ? field['description'] : undefined;
    return [
      { path, type: typeOf(field), required: required.includes(name), description },
      ...schemaFields(field, path, depth + 1),
    ];
  });
};

const placeholder = (schema: unknown, indent: string): string => {
  if (!isSchema(schema)) return '""';
  if (schema['default'] !== undefined) return JSON.stringify(schema['default']);
  if (Array.isArray(schema['enum'])) return JSON.stringify(schema['enum'][0]);
  switch (schema['type']) {
    case 'object':
      return requiredLines(schema, `${indent}  `) || '{}';
    case 'array':
      return '[]';
    case 'number':
    case 'integer':
      return String(typeof schema['minimum'] === 'number' ? schema['minimum'] : 0);
    case 'boolean':
      return 'false';
    default:
      return '""';
  }
};

const requiredLines = (schema: Schema, indent: string): string => {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required'])
    ? schema['required'].filter((name) => typeof name === 'string')
    : [];
  return required
    .map((name) => `\n${indent}${name}: ${placeholder(properties[name], indent)}`)
    .join('')
    .replaceAll(/: \n/g, ':\n');
};

/** A first text for a new document: its kind, name, title, and the required fields of its spec. */
export const firstText = ({
  kind,
  name,
  schema,
}: {
  readonly kind: string;
  readonly name: string;
  readonly schema: unknown;
}): string => {
  const fields = isSchema(schema) ? requiredLines(schema, '  ') : '';
  return `kind: ${kind}\nname: ${name}\ntitle:\n  zh: ${name}\n  en: ${name}\nspec:${fields === '' ? ' {}' : fields}\n`;
};
