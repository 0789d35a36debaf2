import type { TypeCastField, TypeCastNext } from 'mysql2';

/** JSON as the database keeps it: reading it would round its great numbers. */
class JsonText {
  readonly text: string;
  constructor(text: string) {
    // between tokens a break is a blank; inside of strings JSON has none
    this.text = text.replaceAll(/[\r\n]+/g, ' ');
  }
}

/**
 * How a column's cell is read, where mysql2 would lose something: JSON stays its text, a TIMESTAMP says that it is UTC
 * (the session's zone), BIT is a number. A DATETIME names no zone and is left so: the mapping's `time.offset` tells it.
 */
export const readCell = (field: TypeCastField, next: TypeCastNext): unknown => {
  // MariaDB's JSON is a text that says so
  if (field.type === 'JSON' || field.extendedFormat === 'json') {
    const text = field.string();
    return text === null ? null : new JsonText(text);
  }
  switch (field.type) {
    case 'TIMESTAMP': {
      const text = field.string();
      return text === null ? null : `${text}Z`;
    }
    case 'BIT': {
      const bytes = field.buffer();
      return bytes === null ? null : BigInt(`0x${bytes.toString('hex')}`).toString();
    }
    default:
      return next();
  }
};

/** A row as one line of JSON; bytes as PostgreSQL writes them, `\xdead`. */
export const rowLine = (row: Readonly<Record<string, unknown>>): string =>
  `{${Object.entries(row)
    .map(([name, value]) => `${JSON.stringify(name)}:${cellText(value)}`)
    .join(',')}}`;

const cellText = (value: unknown): string => {
  if (value instanceof JsonText) return value.text;
  return JSON.stringify(Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value);
};

/** What the next import begins behind. The comparison knows no `Z`; without it a time sorts no later. */
export const cursorText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).replace(/(?<=:\d\d(?:\.\d+)?)Z$/, '')
    : undefined;
