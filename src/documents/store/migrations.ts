import type { Migration } from '#platform/db/migration.ts';

export const documentMigrations: readonly Migration[] = [
  {
    id: 'documents_0001_documents',
    statements: [
      `CREATE TABLE documents (
        kind text NOT NULL,
        name text NOT NULL,
        revision integer NOT NULL,
        PRIMARY KEY (kind, name)
      )`,
      `CREATE TABLE document_versions (
        kind text NOT NULL,
        name text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL CHECK (state IN ('draft', 'checked', 'published', 'archived')),
        title jsonb NOT NULL,
        -- json, not jsonb: the order of the keys is the writer's
        spec json NOT NULL,
        hash text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        updated_by text,
        PRIMARY KEY (kind, name, version),
        FOREIGN KEY (kind, name) REFERENCES documents
      )`,
      // the life of a document, held by the database itself: one version being written, one in force
      `CREATE UNIQUE INDEX document_versions_one_draft ON document_versions (kind, name) WHERE state IN ('draft', 'checked')`,
      `CREATE UNIQUE INDEX document_versions_one_published ON document_versions (kind, name) WHERE state = 'published'`,
      `CREATE TABLE document_history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL,
        name text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        at timestamptz NOT NULL,
        author text
      )`,
      `CREATE INDEX document_history_of ON document_history (kind, name, id)`,
      // of published versions only
      `CREATE TABLE document_references (
        kind text NOT NULL,
        name text NOT NULL,
        to_kind text NOT NULL,
        to_name text NOT NULL,
        path text NOT NULL,
        PRIMARY KEY (kind, name, to_kind, to_name, path)
      )`,
      `CREATE INDEX document_references_to ON document_references (to_kind, to_name)`,
    ],
  },
];
