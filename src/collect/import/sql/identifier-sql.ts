import { identifierType } from '../../identifier-types.ts';
import { keyOf, keysOf, nobody } from '../../identifiers.ts';
import type { Mapping } from '../mapping.ts';
import type { Parameters } from './parameters.ts';

type Args = {
  readonly mapping: Mapping;
  readonly cell: (column: string) => string;
  readonly people: (parameters: Parameters) => string;
  readonly parameters: Parameters;
};

/**
 * Whether Gyre itself has to read an identifier's values, instead of the engine: personal ones, whose keyed hash needs the
 * workspace's secret, which no query carries, and whose clear value goes to the contact book; and those whose
 * spellings become one by more than trimming.
 */
export const isReadByGyre = (type: string): boolean => {
  const { sensitive, normalise } = identifierType(type);
  return sensitive || normalise !== 'trim';
};

/** `known`: Array(Tuple(type, stored value)), the strongest first, of those that name somebody. */
export const identifierSql = ({
  mapping,
  cell,
  people,
  parameters,
}: Args): { readonly known: string; readonly joins: string } => {
  const { text } = parameters;
  const joins: string[] = [];
  const known = strongestFirst(Object.keys(mapping.ids)).map((type) => {
    const value = cell(mapping.ids[type] ?? '');
    if (!isReadByGyre(type)) {
      const { nobody: tools } = identifierType(type);
      const known = `${namesSomebodySql(value, text)}${tools.length === 0 ? '' : ` AND NOT has(${parameters.add('Array(String)', tools)}, ${value})`}`;
      return `(${text(type)}, if(${known}, ${value}, ''))`;
    }
    const name = `who${joins.length}`;
    joins.push(
      `\n    ANY LEFT JOIN (SELECT value, stored AS ${name} FROM (${people(parameters)}) WHERE type = ${text(type)}) AS ${name}_read ON ${name}_read.value = cell.${value}`,
    );
    return `(${text(type)}, ${name})`;
  });
  return { known: `arrayFilter(i -> i.2 != '', [${known.join(', ')}])`, joins: joins.join('') };
};

/** The SQL twin of `namesSomebody`; only short texts are looked at closely. */
const namesSomebodySql = (value: string, text: (value: string) => string): string =>
  `${value} != '' AND lengthUTF8(${value}) <= 256 AND (length(${value}) > 24 AND NOT match(${value}, '^[0-]+$') OR NOT match(${value}, ${text(`(?i)${nobody.source}`)}))`;

const strongestFirst = (types: readonly string[]): readonly string[] => {
  const byKey = new Map(types.map((type) => [keyOf(type, 'x'), type]));
  return keysOf(Object.fromEntries(types.map((type) => [type, 'x']))).map((key) => byKey.get(key) ?? '');
};
