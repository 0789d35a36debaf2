import type { Postgres } from '#platform';
import type { DocumentKey, DocumentState, DocumentVersion, Reference } from '../document.ts';

/** The SQL over the document tables, a row in, a row out. Rules live in the files beside it. */

type VersionRow = {
  readonly kind: string;
  readonly name: string;
  readonly version: number;
  readonly state: DocumentState;
  readonly title: DocumentVersion['title'];
  readonly spec: unknown;
  readonly hash: string;
  readonly revision: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly updated_by: string | null;
};

const selectVersions = `SELECT v.kind, v.name, v.version, v.state, v.title, v.spec, v.hash, d.revision,
  v.created_at, v.updated_at, v.updated_by FROM document_versions v JOIN documents d USING (kind, name)`;

const versionOf = ({ created_at, updated_at, updated_by, ...row }: VersionRow): DocumentVersion => ({
  ...row,
  createdAt: created_at,
  updatedAt: updated_at,
  updatedBy: updated_by,
});

export const readVersions = async (
  pg: Postgres,
  where: string,
  params: readonly unknown[],
): Promise<readonly DocumentVersion[]> =>
  (await pg.query<VersionRow>(`${selectVersions} ${where}`, params)).map(versionOf);

/** All versions of one document, the newest first. */
export const versionsOf = (pg: Postgres, { kind, name }: DocumentKey): Promise<readonly DocumentVersion[]> =>
  readVersions(pg, 'WHERE v.kind = $1 AND v.name = $2 ORDER BY v.version DESC', [kind, name]);

/**
 * Takes the document for this transaction, making its row when there is none, so that two writers come one after
 * the other. Gives the revision before: 0 for a new one.
 */
export const lockDocument = async (pg: Postgres, { kind, name }: DocumentKey): Promise<number> => {
  await pg.query('INSERT INTO documents (kind, name, revision) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING', [
    kind,
    name,
  ]);
  const row = await pg.queryOne<{ revision: number }>(
    'SELECT revision FROM documents WHERE kind = $1 AND name = $2 FOR UPDATE',
    [kind, name],
  );
  return row?.revision ?? 0;
};

export const insertVersion = async (
  pg: Postgres,
  version: Omit<DocumentVersion, 'revision' | 'createdAt'>,
): Promise<void> => {
  const { kind, name, title, spec, hash, state, updatedAt, updatedBy } = version;
  await pg.query(
    `INSERT INTO document_versions (kind, name, version, state, title, spec, hash, created_at, updated_at, updated_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
     ON CONFLICT (kind, name, version) DO UPDATE SET state = excluded.state, title = excluded.title, spec = excluded.spec,
       hash = excluded.hash, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [kind, name, version.version, state, JSON.stringify(title), JSON.stringify(spec), hash, updatedAt, updatedBy],
  );
  await noteChange(pg, { key: version, version: version.version, state, at: updatedAt, author: updatedBy });
};

export type Change = {
  readonly key: DocumentKey;
  readonly version: number;
  readonly state: DocumentState;
  readonly at: Date;
  readonly author: string | null;
};

export const changeState = async (pg: Postgres, { key, version, state, at, author }: Change): Promise<void> => {
  await pg.query(
    `UPDATE document_versions SET state = $4, updated_at = $5, updated_by = $6 WHERE kind = $1 AND name = $2 AND version = $3`,
    [key.kind, key.name, version, state, at, author],
  );
  await noteChange(pg, { key, version, state, at, author });
};

/** The revision counts it and the history keeps it. */
const noteChange = async (pg: Postgres, { key, version, state, at, author }: Change): Promise<void> => {
  await pg.query('UPDATE documents SET revision = revision + 1 WHERE kind = $1 AND name = $2', [key.kind, key.name]);
  await pg.query(
    'INSERT INTO document_history (kind, name, version, state, at, author) VALUES ($1, $2, $3, $4, $5, $6)',
    [key.kind, key.name, version, state, at, author],
  );
};

export const replaceReferences = async (
  pg: Postgres,
  { kind, name }: DocumentKey,
  references: readonly Reference[],
): Promise<void> => {
  await pg.query('DELETE FROM document_references WHERE kind = $1 AND name = $2', [kind, name]);
  for (const reference of references) {
    await pg.query(
      'INSERT INTO document_references (kind, name, to_kind, to_name, path) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      [kind, name, reference.kind, reference.name, reference.path],
    );
  }
};
