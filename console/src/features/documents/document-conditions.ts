import { isMap, isPair, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import {
  format,
  fromStructured,
  parse,
  type Structured,
  toStructured,
} from '../../../../src/documents/expression/language.ts';

/** A condition in a document's text. */
export type ConditionField = {
  /** `spec.values[0].when` */
  readonly path: string;
  readonly steps: Steps;
  /** In the text form; undefined when what stands there cannot be read. */
  readonly text: string | undefined;
};
type Steps = readonly (string | number)[];
type Schema = Readonly<Record<string, unknown>>;

/** The conditions a document has, found by its kind's schema. None while the YAML cannot be read. */
export const conditionsIn = (yaml: string, schema: unknown): readonly ConditionField[] => {
  const document = parseDocument(yaml);
  if (document.errors.length > 0) return [];
  const spec: unknown = document.get('spec');
  return found(schema, spec, ['spec']).filter(
    (field, i, all) => all.findIndex(({ path }) => path === field.path) === i,
  );
};

const found = (schema: unknown, node: unknown, steps: Steps): readonly ConditionField[] => {
  if (!isSchema(schema)) return [];
  if (schema['format'] === 'condition') return [{ path: pathOf(steps), steps, text: textOf(node) }];
  const either = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((list: unknown) =>
    Array.isArray(list) ? list.flatMap((each: unknown) => found(each, node, steps)) : [],
  );
  const { properties, items } = schema;
  if (isMap(node) && isSchema(properties))
    return [
      ...either,
      ...node.items.flatMap(({ key, value }) =>
        isScalar(key) && typeof key.value === 'string'
          ? found(properties[key.value], value, [...steps, key.value])
          : [],
      ),
    ];
  if (isSeq(node)) return [...either, ...node.items.flatMap((item, i) => found(items, item, [...steps, i]))];
  return either;
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const pathOf = (steps: Steps): string =>
  steps.reduce<string>(
    (path, step) => (typeof step === 'number' ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`),
    '',
  );

const textOf = (node: unknown): string | undefined => {
  if (node === null || (isScalar(node) && node.value === null)) return '';
  if (isScalar(node)) return String(node.value);
  if (!isMap(node)) return undefined;
  // whatever is no structure is refused by the reader
  const structured: Structured = node.toJSON();
  const read = fromStructured(structured);
  return read.type === 'parsed' ? format(read.ast) : undefined;
};

/**
 * The document's text with another condition at a place; everything else stays as it was written. A condition written as
 * objects stays one, a text stays a text.
 */
export const withCondition = (yaml: string, steps: Steps, text: string): string => {
  const document = parseDocument(yaml);
  const parent = document.getIn(steps.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === steps.at(-1)) : undefined;
  if (!isMap(parent) || !isPair(pair) || !isScalar(pair.key) || pair.key.range == null) return yaml;
  const keyEnd = pair.key.range[1];
  const { value } = pair;
  const valueEnd =
    (isScalar(value) || isMap(value) || isSeq(value)) && value.range != null ? value.range[1] : keyEnd + 1;
  const before = yaml.slice(0, keyEnd);
  const column = keyEnd - (before.lastIndexOf('\n') + 1);
  const indent = ' '.repeat(column - (pair.key.range[1] - pair.key.range[0]) + 2);
  const written = isMap(value) ? asObjects(text, parent.flow === true ? undefined : indent) : undefined;
  // a block ends with its line's end
  const ending = yaml.slice(keyEnd, valueEnd).endsWith('\n') ? '\n' : '';
  return `${before}:${written ?? ` ${asText(text, parent.flow === true)}`}${ending}${yaml.slice(valueEnd)}`;
};

const asText = (text: string, flow: boolean): string =>
  flow ? JSON.stringify(text) : stringify(text, { lineWidth: 0, blockQuote: false }).trimEnd();

const asObjects = (text: string, indent: string | undefined): string | undefined => {
  const parsed = parse(text);
  const structured = parsed.type === 'parsed' ? toStructured(parsed.ast) : undefined;
  if (typeof structured !== 'object' || structured === null) return undefined;
  if (indent === undefined) return ` ${JSON.stringify(structured)}`;
  return `\n${stringify(structured, { lineWidth: 0 }).trimEnd().replaceAll(/^/gm, indent)}`;
};
