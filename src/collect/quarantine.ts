import { type ClickHouse, type Clock, type Logger, stableUuid } from '#platform';
import { eventColumns } from './log-event.ts';
import { createLogWriter, type LogWriter, type RefusedLine } from './log-writer.ts';
import { quarantineBody, quarantinedName } from './quarantine/body.ts';
import type { Sealer } from './sealer.ts';

/** A row nobody could place. `rowId` is the same for the same row, so that a repeated import does not double it. */
export type SetAside = {
  readonly rowId: string;
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  /** Whole, as it came; JSON wherever it can be. */
  readonly body: string;
  /**
   * What the body is, so that it can be read again: `segment` (default) a message of Segment's spec, `event` a row of
   * the log, `import:<mapping>` the named cells of a file's row, or the name of another wire format.
   */
  readonly format?: string;
  /** The event's name; found in the body when left out. */
  readonly name?: string;
};

/** Where rows nobody could place are kept. */
export type Quarantine = {
  /** Resolves when the rows are on disk. `receivedAt` in milliseconds since 1970. */
  readonly keep: (rows: readonly SetAside[], receivedAt: number) => Promise<void>;
  /** Writes what waits, then resolves. */
  readonly close: () => Promise<void>;
};

/** The columns of a line, in its order. */
export const quarantineColumns = [
  'row_id',
  'source',
  'reason',
  'name',
  'format',
  'detail',
  'body',
  'first_body',
  'received_at',
] as const;

/**
 * A line of JSONCompactEachRow for the table `quarantine`. What came from outside is sealed: the body holds phone
 * numbers and addresses in the clear, and the detail may quote them.
 */
export const quarantineRow = (
  row: SetAside & { readonly firstBody?: string },
  receivedAt: number,
  seal: (text: string) => string,
): string => {
  const { stringify } = JSON;
  const name = (row.name ?? quarantinedName(row.body)).slice(0, 100).toWellFormed();
  // half a surrogate pair, the sender's or the cut's, would come back as another text than the one sealed
  const detail = seal(row.detail.slice(0, 500).toWellFormed());
  const body = seal(row.body.toWellFormed());
  const firstBody = row.firstBody === undefined ? '' : seal(row.firstBody);
  // what is sealed needs no escaping
  return `[${stringify(row.rowId)},${stringify(row.source)},${stringify(row.reason)},${stringify(name)},${stringify(row.format ?? 'segment')},"${detail}","${body}","${firstBody}","${(receivedAt / 1000).toFixed(3)}"]\n`;
};

/** Details of many rows say the same: within one call each text is sealed once. */
export const sealingOnce = (sealer: Sealer): ((text: string) => string) => {
  const sealed = new Map<string, string>();
  return (text) => {
    const known = sealed.get(text);
    if (known !== undefined) return known;
    const fresh = quarantineBody.seal(sealer, text);
    if (text.length <= 500 && sealed.size < 1000) sealed.set(text, fresh);
    return fresh;
  };
};

export const createQuarantine = ({
  clickhouse,
  log,
  sealer,
}: {
  readonly clickhouse: ClickHouse;
  readonly log: Logger;
  readonly sealer: Sealer;
}): Quarantine => {
  const writer: LogWriter = createLogWriter({ table: 'quarantine', columns: quarantineColumns }, { clickhouse, log });
  return {
    keep: (rows, receivedAt) => {
      const seal = sealingOnce(sealer);
      return writer.append(rows.map((row) => quarantineRow(row, receivedAt, seal)));
    },
    close: writer.close,
  };
};

/** Where the event log's writer puts lines the store refuses: the row as it was to be stored, under its source. */
export const refusedEvents =
  (quarantine: Quarantine, clock: Clock) =>
  (refused: readonly RefusedLine[]): Promise<void> =>
    quarantine.keep(
      refused.map(({ line, words }) => eventAside(line, { reason: 'refused_by_store', detail: words })),
      clock.now().getTime(),
    );

/** A line of the log that may not go there, its columns named for those who read it. */
export const eventAside = (line: string, why: Pick<SetAside, 'reason' | 'detail'>): SetAside => {
  // our own line, so it parses
  const values: readonly unknown[] = JSON.parse(line);
  const row = Object.fromEntries(eventColumns.map((column, index) => [column, values[index]]));
  const source = String(row['source']);
  return {
    ...why,
    rowId: stableUuid('refused', source, String(row['event_id'])),
    source,
    body: JSON.stringify(row),
    format: 'event',
    name: String(row['name']),
  };
};

/** ClickHouse's UTC text as ISO 8601. */
export const isoTime = (text: string): string => `${text.replace(' ', 'T')}Z`;
