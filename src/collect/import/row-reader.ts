import { hash } from 'node:crypto';
import { problem, stableUuid } from '#platform';
import { isSensitive, namesSomebody, type Pseudonymizer } from '../identifiers.ts';
import type { LogEvent } from '../log-event.ts';
import type { SetAside } from '../quarantine.ts';
import type { Mapping, NumberFrom } from './mapping.ts';
import { countOccurrences } from './occurrences.ts';
import { rowTest } from './row-test.ts';
import { rowTime } from './row-time.ts';

export type ReadRow =
  | { readonly type: 'event'; readonly event: LogEvent }
  | { readonly type: 'aside'; readonly row: SetAside };

export type RowReader = (cells: readonly string[]) => ReadRow;

/** Why a row cannot be an event. Returned, not thrown: a third of a real file's rows may be such. */
class RowProblem {
  readonly reason: string;
  readonly detail: string;
  constructor(reason: string, detail: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

type Cell = (cells: readonly string[]) => string;
type Take<T> = (cells: readonly string[]) => T | RowProblem;

/**
 * Turns rows into events by a mapping. A row's id is made of its content and of how often the same content
 * came before it in this file, so that a second import of the file, or of a longer one, adds nothing twice,
 * while rows that are truly repeated in the file all count.
 * @throws GyreError `invalid_input` (field `mapping`) when the file has not the columns the mapping names.
 */
export const createRowReader = (
  mapping: Mapping,
  header: readonly string[],
  pseudonymizer: Pseudonymizer,
): RowReader => {
  const read = eventReader(mapping, header, pseudonymizer);
  const idOf = rowIds(mapping.source);
  return (cells) => {
    const eventId = idOf(cells);
    const event = cells.length === header.length ? read(cells, eventId) : malformed(cells, header);
    if (!(event instanceof RowProblem)) return { type: 'event', event };
    const { reason, detail } = event;
    return {
      type: 'aside',
      row: { rowId: eventId, source: mapping.source, reason, detail, body: wholeRow(cells, header) },
    };
  };
};

const malformed = (cells: readonly string[], header: readonly string[]): RowProblem =>
  new RowProblem('malformed_row', `${cells.length} cells where the header has ${header.length}`);

/** Named cells; those beyond the header under their number. */
const wholeRow = (cells: readonly string[], header: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(cells.map((cell, index) => [header[index] ?? String(index + 1), cell])));

/** One SHA-256 a row: 128 bits of it are the id, 64 others tell whether the row came before. */
const rowIds = (source: string): ((cells: readonly string[]) => string) => {
  const times = countOccurrences();
  return (cells) => {
    const digest = hash('sha256', `import\u0000${source}\u0000${cells.join('\u001f')}`, 'hex');
    const repeat = times(Number.parseInt(digest.slice(32, 40), 16), Number.parseInt(digest.slice(40, 48), 16));
    return repeat === 1
      ? `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
      : stableUuid(digest, String(repeat));
  };
};

const eventReader = (mapping: Mapping, header: readonly string[], pseudonymizer: Pseudonymizer) => {
  const cell = cellOf(header);
  const required = mapping.require.map(({ test, reason }) => ({
    value: cell(test.column),
    ok: rowTest(test),
    reason,
    column: test.column,
  }));
  const kinds = mapping.events.map(({ name, when }) => ({
    name,
    value: when && cell(when.column),
    ok: when && rowTest(when),
  }));
  const ids = Object.entries(mapping.ids).map(([type, column]) => ({ type, value: cell(column), column }));
  const properties = Object.entries(mapping.properties)
    .filter(([name]) => !isSensitive(name))
    .map(([name, from]) => ({ name, take: propertyFrom(from, cell) }));
  const amount = mapping.value === undefined ? undefined : numberFrom(mapping.value, cell);
  const timeText = cell(mapping.time.column);
  const time = rowTime(mapping.time);

  return (cells: readonly string[], eventId: string): LogEvent | RowProblem => {
    for (const { value, ok, reason, column } of required) {
      if (!ok(value(cells))) return new RowProblem(reason, `${column} = ${JSON.stringify(value(cells))}`);
    }
    const known: Record<string, string> = {};
    let named = false;
    for (const { type, value } of ids) {
      const text = value(cells);
      if (!namesSomebody(text)) continue;
      const stored = pseudonymizer.stored(type, text);
      if (stored === '') continue;
      known[type] = stored;
      named = true;
    }
    if (!named)
      return new RowProblem(
        'missing_identifier',
        ids.map(({ column, value }) => `${column} = ${JSON.stringify(value(cells))}`).join(', '),
      );
    const kind = kinds.find(({ value, ok }) => value === undefined || ok === undefined || ok(value(cells)));
    if (kind === undefined) return new RowProblem('invalid_event', 'no entry of `events` fits the row');
    const taken: Record<string, unknown> = {};
    for (const { name, take } of properties) {
      const value = take(cells);
      if (value instanceof RowProblem) return value;
      if (value !== '' && value !== undefined) taken[name] = value;
    }
    const value = amount?.(cells);
    if (value instanceof RowProblem) return value;
    const ts = time(timeText(cells));
    if (ts === undefined) return new RowProblem('invalid_time', `${JSON.stringify(timeText(cells))} is not a time`);
    return {
      eventId,
      name: kind.name,
      ts,
      source: mapping.source,
      ids: known,
      properties: taken,
      context: noContext,
      value: value?.toFixed(4),
      currency: value === undefined ? undefined : mapping.currency,
    };
  };
};

const noContext = Object.freeze({});

/** Columns are found once; a row is then read by position. */
const cellOf = (header: readonly string[]) => {
  const at = new Map(header.map((name, index) => [name, index]));
  return (name: string): Cell => {
    const index = at.get(name);
    if (index === undefined) {
      throw problem('invalid_input', {
        field: 'mapping',
        detail: `the file has no column ${name}; it has ${header.join(', ')}`,
      });
    }
    return (cells) => (cells[index] ?? '').trim();
  };
};

const propertyFrom = (
  from: Mapping['properties'][string],
  cell: (name: string) => Cell,
): Take<string | number | undefined> => {
  if (typeof from === 'string') return cell(from);
  if ('text' in from) return cell(from.text);
  const { times } = from;
  const take = numberFrom(from.number, cell);
  if (times === undefined) return take;
  return (cells) => {
    const number = take(cells);
    return typeof number === 'number' ? fourDecimals(number * times) : number;
  };
};

/** A cell's number, or the product of several; nothing when one is empty. */
const numberFrom = (from: NumberFrom, cell: (name: string) => Cell): Take<number | undefined> => {
  const factors = (typeof from === 'string' ? [from] : from.multiply).map((name) => ({ name, value: cell(name) }));
  return (cells) => {
    let product = 1;
    for (const { name, value } of factors) {
      const text = value(cells);
      if (text === '') return undefined;
      const number = Number(text);
      if (!Number.isFinite(number))
        return new RowProblem(`invalid_number:${name}`, `${name} = ${JSON.stringify(text)} is not a number`);
      product *= number;
    }
    if (Math.abs(product) >= 1e13)
      return new RowProblem(`invalid_number:${factors[0]?.name}`, `${product} is larger than the log holds`);
    return fourDecimals(product);
  };
};

// 2.55 × 6 is 15.299999999999999 in binary; money has four decimals in the log
const fourDecimals = (value: number): number => Math.round(value * 1e4) / 1e4;
