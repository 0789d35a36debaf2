import { csvSql } from './csv-sql.ts';
import type { Parameters } from './parameters.ts';

/** What a line of a staged file is. Rows of Parquet files and of databases are staged as JSON. */
export type RowFormat =
  | { readonly type: 'csv'; readonly delimiter: string; readonly header: readonly string[] }
  | { readonly type: 'json' };

type Args = {
  readonly format: RowFormat;
  readonly columns: readonly string[];
  readonly rows: string;
  readonly parameters: Parameters;
};

/** The first layer: n, k, content, cells, cells_wrong, and c0, c1, … the trimmed text of the columns asked for. */
export const cellLayer = (args: Args): string =>
  args.format.type === 'csv' ? csvCells(args, args.format) : jsonCells(args);

/** The whole row as JSON, by the first layer's `cells` and `content`: cells beyond the header go under their number. */
export const bodySql = (format: RowFormat, parameters: Parameters): string => {
  if (format.type === 'json') return 'content';
  const { header } = format;
  const names = parameters.add('Array(String)', header);
  const named = `arrayConcat(arraySlice(${names}, 1, length(cells)), arrayMap(i -> toString(i), range(${header.length + 1}, length(cells) + 1)))`;
  return `toJSONString(CAST((${named}, cells), 'Map(String, String)'))`;
};

const csvCells = (
  { columns, rows, parameters }: Args,
  { delimiter, header }: RowFormat & { readonly type: 'csv' },
): string => {
  const csv = csvSql(delimiter, parameters);
  const wrong = `if(length(cells) = ${header.length}, '', concat(toString(length(cells)), ' cells where the header has ${header.length}'))`;
  const picked = columns.map((column) => `cells[${header.indexOf(column) + 1}]`);
  const read = `SELECT n, k, ${csv.cells('line')} AS cells, ${csv.content('line')} AS content, ${isWide} AS wide FROM (${rows})`;
  return `SELECT n, k, content, ${wrong} AS cells_wrong, cells, ${tidied(picked)} FROM (${read})`;
};

const jsonCells = ({ columns, rows, parameters }: Args): string => {
  const top = columns.filter((column) => !column.includes('.'));
  const shape = parameters.text(
    `Tuple(${top.map((column) => `\`${column.replace(/[\\`]/g, '\\$&')}\` Nullable(String)`).join(', ')})`,
  );
  const said = (column: string): string => {
    if (!column.includes('.')) return `tupleElement(fields, ${top.indexOf(column) + 1})`;
    const path = [column, ...column.split('.')].map((key) => parameters.text(key));
    const whole = `JSONExtract(content, ${path[0]}, 'Nullable(String)')`;
    return `coalesce(${whole}, JSONExtract(content, ${path.slice(1).join(', ')}, 'Nullable(String)'))`;
  };
  const picked = columns.map((column) => `ifNull(${said(column)}, '')`);
  const fields = top.length === 0 ? "tuple('')" : `JSONExtract(content, ${shape})`;
  const wrong = "if(JSONType(content) = 'Object', '', 'not a JSON object')";
  const read = `SELECT n, k, trimBoth(line) AS content, ${isWide} AS wide FROM (${rows})`;
  return `SELECT n, k, content, ${wrong} AS cells_wrong, CAST([], 'Array(String)') AS cells, ${tidied(picked)}
      FROM (SELECT n, k, content, ${fields} AS fields, wide FROM (${read}))`;
};

// what JavaScript's trim and \s take for blank, beyond ASCII; U+3000 is the blank of Chinese texts
const wideBlanks =
  '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
// their first bytes: five searches of a byte or two cost a tenth of a microsecond, one search for all of them three
const wideBytes = [
  '\\xC2\\xA0',
  '\\xE1\\x9A\\x80',
  '\\xE2\\x80',
  '\\xE2\\x81\\x9F',
  '\\xE3\\x80\\x80',
  '\\xEF\\xBB\\xBF',
];
const isWide = `(length(line) != lengthUTF8(line) AND (${wideBytes.map((bytes) => `position(line, '${bytes}') > 0`).join(' OR ')}))`;
const blank = `[\\\\s\\\\v${wideBlanks}]+`;

/**
 * The cells as c0, c1, … without the blanks around them. Wide blanks are looked for once a line. The engine computes both
 * sides of an `if`, so the costly one is given nothing to do where there are none.
 */
const tidied = (picked: readonly string[]): string => {
  const bare = `arrayMap(c -> replaceRegexpAll(c, '^${blank}|${blank}$', ''), if(wide, [${picked.join(', ')}], []))`;
  const cells = picked.map(
    (cell, index) => `trimBoth(if(wide, bare[${index + 1}], ${cell}), ' \\t\\n\\r\\v\\f') AS c${index}`,
  );
  return `${bare} AS bare, ${cells.join(', ')}`;
};
