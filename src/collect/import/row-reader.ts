import { GyreError, problem, stableUuid } from '#platform';
import { isSensitive, namesSomebody, type Pseudonymizer } from '../identifiers.ts';
import type { LogEvent } from '../log-event.ts';
import type { SetAside } from '../quarantine.ts';
import type { Mapping, RowTest } from './mapping.ts';

export type ReadRow =
  | { readonly type: 'event'; readonly event: LogEvent }
  | { readonly type: 'aside'; readonly row: SetAside };

export type RowReader = (cells: readonly string[]) => ReadRow;

/**
 * Turns rows into events by a mapping. A row's id is made of its content and of how often the same content
 * came before it in this file, so that a second import of the file, or of a longer one, adds nothing twice,
 * while rows that are truly repeated in the file all count.
 */
export const createRowReader = (
  mapping: Mapping,
  header: readonly string[],
  pseudonymizer: Pseudonymizer,
): RowReader => {
  const at = columnsByName(mapping, header);
  const seen = new Map<string, number>();
  const cell = (cells: readonly string[], name: string): string => (cells[at.get(name) ?? -1] ?? '').trim();
  const tests = (rowTest: RowTest) => (cells: readonly string[]) => holds(rowTest, cell(cells, rowTest.column));
  const required = mapping.require.map(({ test, reason }) => ({ ok: tests(test), reason, column: test.column }));
  const kinds = mapping.events.map(({ name, when }) => ({ name, ok: when ? tests(when) : () => true }));

  const number = (cells: readonly string[], from: string | { multiply: string[] }): number | undefined => {
    const columns = typeof from === 'string' ? [from] : from.multiply;
    let product = 1;
    for (const name of columns) {
      const text = cell(cells, name);
      if (text === '') return undefined;
      const value = Number(text);
      if (!Number.isFinite(value))
        throw aside(`invalid_number:${name}`, `${name} = ${JSON.stringify(text)} is not a number`);
      product *= value;
    }
    // 2.55 × 6 is 15.299999999999999 in binary; money has four decimals in the log
    return Math.round(product * 1e4) / 1e4;
  };

  const read = (cells: readonly string[], eventId: string): LogEvent => {
    if (cells.length !== header.length)
      throw aside('malformed_row', `${cells.length} cells where the header has ${header.length}`);
    for (const rule of required) {
      if (!rule.ok(cells)) throw aside(rule.reason, `${rule.column} = ${JSON.stringify(cell(cells, rule.column))}`);
    }
    const ids: Record<string, string> = {};
    for (const [type, name] of Object.entries(mapping.ids)) {
      const value = cell(cells, name);
      if (namesSomebody(value)) ids[type] = pseudonymizer.stored(type, value);
    }
    if (Object.keys(ids).length === 0)
      throw aside(
        'missing_identifier',
        Object.values(mapping.ids)
          .map((name) => `${name} is empty`)
          .join(', '),
      );
    const kind = kinds.find(({ ok }) => ok(cells));
    if (!kind) throw aside('invalid_event', 'no entry of `events` fits the row');
    const properties: Record<string, unknown> = {};
    for (const [name, from] of Object.entries(mapping.properties)) {
      const value =
        typeof from === 'string'
          ? cell(cells, from)
          : 'text' in from
            ? cell(cells, from.text)
            : scaled(number(cells, from.number), from.times);
      if (value !== '' && value !== undefined && !isSensitive(name)) properties[name] = value;
    }
    const value = mapping.value === undefined ? undefined : number(cells, mapping.value);
    return {
      eventId,
      name: kind.name,
      ts: timeOf(cell(cells, mapping.time.column), mapping.time),
      source: mapping.source,
      ids,
      properties,
      context: {},
      ...(value === undefined ? {} : { value: value.toFixed(4), currency: mapping.currency }),
    };
  };

  return (cells) => {
    const body = cells.join('\u001f');
    const repeat = (seen.get(body) ?? 0) + 1;
    seen.set(body, repeat);
    const eventId = stableUuid('import', mapping.source, body, String(repeat));
    try {
      return { type: 'event', event: read(cells, eventId) };
    } catch (cause) {
      if (!(cause instanceof GyreError) || cause.facts.field === undefined) throw cause;
      const whole = JSON.stringify(Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])));
      return {
        type: 'aside',
        row: {
          rowId: eventId,
          source: mapping.source,
          reason: cause.facts.field,
          detail: cause.facts.detail ?? '',
          body: whole,
        },
      };
    }
  };
};

/** A row's own problem; the reason travels as the field. */
const aside = (reason: string, detail: string): GyreError => problem('invalid_input', { field: reason, detail });

const scaled = (value: number | undefined, times = 1): number | undefined =>
  value === undefined ? undefined : Math.round(value * times * 1e4) / 1e4;

const columnsByName = (mapping: Mapping, header: readonly string[]): ReadonlyMap<string, number> => {
  const at = new Map(header.map((name, index) => [name, index]));
  const named = [
    mapping.time.column,
    ...Object.values(mapping.ids),
    ...mapping.require.map(({ test }) => test.column),
    ...mapping.events.flatMap(({ when }) => (when ? [when.column] : [])),
    ...(mapping.value === undefined ? [] : columnsIn(mapping.value)),
    ...Object.values(mapping.properties).flatMap((from) =>
      typeof from === 'string' ? [from] : 'text' in from ? [from.text] : columnsIn(from.number),
    ),
  ];
  const missing = named.filter((name) => !at.has(name));
  if (missing.length > 0) {
    throw problem('invalid_input', {
      field: 'mapping',
      detail: `the file has no column ${missing.join(', ')}; it has ${header.join(', ')}`,
    });
  }
  return at;
};

const columnsIn = (from: string | { multiply: string[] }): string[] =>
  typeof from === 'string' ? [from] : from.multiply;

const holds = (test: RowTest, value: string): boolean => {
  if (test.startsWith !== undefined) return value.startsWith(test.startsWith);
  if (test.equals !== undefined) return value === test.equals;
  if (test.matches !== undefined) return new RegExp(test.matches).test(value);
  if (test.present !== undefined) return (value !== '') === test.present;
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) return false;
  return test.above !== undefined ? number > test.above : number < (test.below ?? -Infinity);
};

const timeOf = (text: string, { format, offset }: Mapping['time']): number => {
  const ms = format === 'iso' ? isoMs(text, offset) : Number(text || 'NaN') * (format === 'epoch_s' ? 1000 : 1);
  if (!Number.isFinite(ms) || ms < Date.UTC(1970, 0) || ms > Date.UTC(2105, 0))
    throw aside('invalid_time', `${JSON.stringify(text)} is not a time`);
  return ms;
};

// `YYYY-MM-DD`, `YYYY-MM-DD hh:mm[:ss]`, with T or a space, with or without a zone
const isoPattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/;
const isoMs = (text: string, offset: string): number => {
  const match = isoPattern.exec(text);
  return match ? Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}${match[3] ?? offset}`) : Number.NaN;
};
