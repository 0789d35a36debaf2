import type { Postgres } from '#platform';

/** Columns that name a person, with their type, whatever the table. */
const personColumns = ['profile_id', 'person_a', 'person_b', 'id_key', 'key_a', 'key_b'] as const;

/** Where people of the brand write what they mean, or where nothing of a customer can stand. Named there, somebody must look. */
const untouched: ReadonlySet<string> = new Set([
  'documents',
  'document_versions',
  'document_history',
  'document_references',
  'schema_migrations',
  'users',
  'api_keys',
  'sessions',
  'sign_in_links',
  'workspace',
  'tombstones',
  'models',
]);

type Column = { readonly table: string; readonly column: string; readonly type: string };

const columnsOf = (postgres: Postgres): Promise<Column[]> =>
  postgres.query<Column>(
    `SELECT c.table_name AS "table", c.column_name AS "column", c.data_type AS type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, 2`,
  );

/** Every table that holds or has held people: a row deleted long ago still lies in its page. */
export const sweptTables = async (postgres: Postgres): Promise<readonly string[]> => [
  ...new Set((await columnsOf(postgres)).map(({ table }) => table).filter((table) => !untouched.has(table))),
];

/** The rows of every table that are about a person, for them to read. What is sealed is shown opened elsewhere. */
export const personRows = async (
  postgres: Postgres,
  keys: readonly string[],
): Promise<Readonly<Record<string, readonly unknown[]>>> => {
  const found: Record<string, readonly unknown[]> = {};
  for (const { table, column, type } of await columnsOf(postgres)) {
    if (!personColumns.some((name) => name === column) || untouched.has(table) || table === 'contacts') continue;
    const rows = await postgres.query(
      `SELECT * FROM ${quoted(table)} WHERE ${quoted(column)} = ANY($1::${type === 'text' ? 'text' : 'numeric'}[])`,
      [keys],
    );
    if (rows.length > 0) found[table] = [...(found[table] ?? []), ...rows];
  }
  return found;
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export type SweptRows = {
  /** Rows deleted or changed per table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Tables Gyre does not change that name the person all the same: documents somebody wrote. */
  readonly named: readonly string[];
};

/**
 * Deletes the rows that are about a person, and takes their name out of texts that are about something else: an audit entry's address, a
 * job's error. The act stays, the person goes. Safe to repeat.
 */
export const sweepPostgres = async (
  postgres: Postgres,
  subject: { readonly keys: readonly string[]; readonly texts: readonly string[] },
): Promise<SweptRows> => {
  const rows: Record<string, number> = {};
  const note = (table: string, n: number): void => {
    if (n > 0) rows[table] = (rows[table] ?? 0) + n;
  };
  const columns = await columnsOf(postgres);
  for (const { table, column, type } of columns) {
    if (!personColumns.some((name) => name === column) || untouched.has(table)) continue;
    const deleted = await postgres.query(
      `DELETE FROM ${quoted(table)} WHERE ${quoted(column)} = ANY($1::${type === 'text' ? 'text' : 'numeric'}[]) RETURNING 1`,
      [subject.keys],
    );
    note(table, deleted.length);
  }
  const pattern = subject.texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  const named = new Set<string>();
  for (const { table, column, type } of columns) {
    if (pattern === '' || !['text', 'jsonb'].includes(type)) continue;
    const where = `${quoted(column)}::text ~ $1`;
    if (untouched.has(table)) {
      const [hit] = await postgres.query(`SELECT 1 FROM ${quoted(table)} WHERE ${where} LIMIT 1`, [pattern]);
      if (hit !== undefined) named.add(table);
      continue;
    }
    // what a failure quotes beside the name is about the person too
    const instead =
      column === 'error' && type === 'text' ? `'erased'` : `regexp_replace(${quoted(column)}::text, $1, 'erased', 'g')`;
    const changed = await postgres.query(
      `UPDATE ${quoted(table)} SET ${quoted(column)} = ${instead}::${type} WHERE ${where} RETURNING 1`,
      [pattern],
    );
    note(table, changed.length);
  }
  return { rows, named: [...named] };
};
