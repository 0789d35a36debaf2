import type { Migration } from '../db/migration.ts';

export const jobMigrations: readonly Migration[] = [
  {
    id: 'platform_0001_leases',
    statements: [
      `CREATE TABLE leases (
        name       text PRIMARY KEY,
        holder     text NOT NULL,
        fence      bigint NOT NULL,
        expires_at timestamptz NOT NULL
      )`,
    ],
  },
  {
    id: 'platform_0002_jobs',
    statements: [
      `CREATE TABLE jobs (
        id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        queue        text NOT NULL,
        key          text,
        state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'dead')),
        input        jsonb NOT NULL,
        progress     jsonb,
        result       jsonb,
        error        text,
        attempt      int NOT NULL DEFAULT 0,
        max_attempts int NOT NULL,
        run_at       timestamptz NOT NULL,
        expires_at   timestamptz,
        worker       text,
        created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at  timestamptz
      )`,
      // one unfinished job per key; a finished one does not stand in the way of the next
      `CREATE UNIQUE INDEX jobs_unfinished_key ON jobs (queue, key) WHERE state IN ('waiting', 'running')`,
      `CREATE INDEX jobs_waiting ON jobs (queue, run_at) WHERE state = 'waiting'`,
      `CREATE INDEX jobs_running ON jobs (expires_at) WHERE state = 'running'`,
    ],
  },
];
