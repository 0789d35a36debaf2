import type { Migrations } from '#platform/db/migration.ts';
import { createTable, localName, onCluster } from '#platform/db/clickhouse/ddl.ts';
import { rebuildTable } from '#platform/db/clickhouse/rebuild-table.ts';
import { decisionsTable, fencedDecisionsTable, scoresTable } from './tables.ts';

export const loopMigrations: Migrations = {
  clickhouse: [
    {
      id: 'loop_0001_rounds',
      statements: ({ topology }) => [scoresTable, decisionsTable].flatMap((table) => createTable(table, topology)),
    },
    {
      id: 'loop_0002_finer_decisions',
      // one person's decision is read out of each round, with its candidates and reasons
      statements: ({ topology }) => rebuildTable({ ...decisionsTable, settings: { index_granularity: 512 } }, topology),
    },
    {
      id: 'loop_0003_fenced_decisions',
      statements: ({ topology }) => [
        ...[...new Set([localName('decisions', topology), 'decisions'])].map(
          (name) => `ALTER TABLE ${name}${onCluster(topology)} ADD COLUMN IF NOT EXISTS fence UInt64`,
        ),
        ...rebuildTable(fencedDecisionsTable, topology),
      ],
    },
    {
      id: 'loop_0004_finer_scores',
      // as decisions: a page wants one person's few rows, with their reasons
      statements: ({ topology }) => rebuildTable({ ...scoresTable, settings: { index_granularity: 512 } }, topology),
    },
  ],
  postgres: [
    {
      id: 'loop_0001_rounds',
      statements: [
        `CREATE TABLE rounds (
           program text NOT NULL, round int NOT NULL, as_of timestamptz NOT NULL, horizon_end timestamptz NOT NULL,
           state text NOT NULL, error jsonb,
           program_version int NOT NULL, opened_by text UNIQUE, people int NOT NULL DEFAULT 0,
           budget_minor bigint NOT NULL DEFAULT 0, spent_minor bigint NOT NULL DEFAULT 0,
           plan jsonb, model jsonb, results jsonb,
           started_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz,
           PRIMARY KEY (program, round))`,
        `CREATE TABLE round_steps (
           program text NOT NULL, round int NOT NULL, step text NOT NULL, state text NOT NULL,
           started_at timestamptz, finished_at timestamptz, figures jsonb NOT NULL DEFAULT '{}', error jsonb,
           PRIMARY KEY (program, round, step),
           FOREIGN KEY (program, round) REFERENCES rounds ON DELETE CASCADE)`,
        `CREATE TABLE models (
           name text NOT NULL, version text NOT NULL, trained_at timestamptz NOT NULL,
           artefact jsonb NOT NULL, report jsonb NOT NULL,
           PRIMARY KEY (name, version))`,
      ],
    },
    { id: 'loop_0002_notes', statements: [`ALTER TABLE rounds ADD COLUMN notes jsonb NOT NULL DEFAULT '[]'`] },
  ],
};
