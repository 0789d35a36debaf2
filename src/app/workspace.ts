import type { Postgres } from '#platform';
import type { Migrations } from '#platform/db/migration.ts';

export const workspaceMigrations: Migrations = {
  clickhouse: [],
  postgres: [
    {
      id: 'app_0001_workspace',
      statements: [
        // one row: what this workspace is, and for the demo which world it shows and how far it has come
        `CREATE TABLE workspace (
           only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
           kind text NOT NULL CHECK (kind IN ('demo', 'own')),
           world jsonb, history_sent boolean NOT NULL DEFAULT false, finished boolean NOT NULL DEFAULT false)`,
      ],
    },
  ],
};

export type WorldSettings = {
  readonly seed: string;
  readonly customers: number;
  readonly start: string;
  readonly months: number;
  readonly rounds: number;
};

export type Workspace =
  | { readonly kind: 'own' }
  | { readonly kind: 'demo'; readonly world: WorldSettings; readonly historySent: boolean; readonly finished: boolean };

export const readWorkspace = async (postgres: Postgres): Promise<Workspace | undefined> => {
  const row = await postgres.queryOne<{
    kind: 'demo' | 'own';
    world: WorldSettings;
    history_sent: boolean;
    finished: boolean;
  }>('SELECT kind, world, history_sent, finished FROM workspace');
  if (!row) return undefined;
  return row.kind === 'own'
    ? { kind: 'own' }
    : { kind: 'demo', world: row.world, historySent: row.history_sent, finished: row.finished };
};

export const createWorkspace = async (postgres: Postgres, workspace: Workspace): Promise<void> => {
  await postgres.query('INSERT INTO workspace (kind, world) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    workspace.kind,
    workspace.kind === 'demo' ? JSON.stringify(workspace.world) : null,
  ]);
};

export const noteDemo = async (postgres: Postgres, reached: 'history_sent' | 'finished'): Promise<void> => {
  await postgres.query(
    reached === 'finished' ? 'UPDATE workspace SET finished = true' : 'UPDATE workspace SET history_sent = true',
  );
};
