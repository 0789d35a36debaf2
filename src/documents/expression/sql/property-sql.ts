import { propertyNamePattern } from '../ast.ts';
import type { TypedProperty, ValueType } from '../typed.ts';

/** A property of the row at hand as SQL; the twin of property-value.ts, where the rules stand in words. */
export const propertySql = ({ path, as }: Pick<TypedProperty, 'path' | 'as' | 'attribute'>): string => {
  const column = path.length === 1 ? eventColumns[path[0] ?? ''] : undefined;
  const json = `properties.${path.map(quoteName).join('.')}`;
  const text = column?.text ?? `if(startsWith(dynamicType(${json}), 'Array'), NULL, ${json}::Nullable(String))`;
  switch (as) {
    case 'number':
      // texts like "inf" convert too; the language knows finite numbers only
      return finite(column?.number ?? `accurateCastOrNull(${json}, 'Float64')`);
    case 'string':
      return text;
    case 'boolean':
      return `multiIf(${text} = 'true', true, ${text} = 'false', false, NULL)`;
  }
};

/** What a catalogue says, always a text, read as a type. */
export const attributeAs = (text: string, as: ValueType): string => {
  switch (as) {
    case 'number':
      return finite(`accurateCastOrNull(${text}, 'Float64')`);
    case 'string':
      return text;
    case 'boolean':
      return `multiIf(${text} = 'true', true, ${text} = 'false', false, NULL)`;
  }
};

/** Columns of the log that can be read like properties. */
const eventColumns: Readonly<Record<string, { readonly number: string; readonly text: string }>> = {
  $value: { number: 'toFloat64(value)', text: 'toString(toFloat64(value))' },
  $currency: textColumn('currency'),
  $source: textColumn('source'),
  $session_id: textColumn('session_id'),
};

function textColumn(name: string): { readonly number: string; readonly text: string } {
  const text = `nullIf(toString(${name}), '')`;
  return { number: `toFloat64OrNull(${text})`, text };
}

const finite = (sql: string): string => `ifNotFinite(${sql}, NULL)`;

/** A name cannot be a parameter, so it must fit a strict pattern, which has no backtick and no backslash. */
const quoteName = (name: string): string => {
  if (!propertyNamePattern.test(name)) throw new Error(`not a property name: ${JSON.stringify(name)}`);
  return `\`${name}\``;
};
