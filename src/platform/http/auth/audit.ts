import type { Clock } from '../../clock.ts';
import type { Postgres } from '../../db/postgres/client.ts';
import type { Actor } from './actor.ts';

export type AuditEntry = {
  readonly actor: Pick<Actor, 'type' | 'id' | 'name'>;
  /** What was asked for, e.g. `DELETE /api/keys/:id`. */
  readonly action: string;
  /** On what, e.g. `/api/keys/0b0e…`. Paths carry names and ids, never secrets or personal data. */
  readonly target: string;
  readonly status: number;
  readonly requestId: string;
};

export type AuditRow = AuditEntry & { readonly at: Date };

export type Audit = {
  readonly record: (entry: AuditEntry) => Promise<void>;
  /** Newest first. */
  readonly list: (args: { readonly limit: number }) => Promise<readonly AuditRow[]>;
};

/** Who did what and when: every request that may change something, refused ones included. */
export const createAudit = ({ postgres, clock }: { readonly postgres: Postgres; readonly clock: Clock }): Audit => ({
  record: async ({ actor, action, target, status, requestId }) => {
    await postgres.query(
      `INSERT INTO audit_log (at, actor_type, actor_id, actor_name, action, target, status, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [clock.now(), actor.type, actor.id, actor.name, action, target, status, requestId],
    );
  },

  list: ({ limit }) =>
    postgres.query<AuditRow>(
      `SELECT at, json_build_object('type', actor_type, 'id', actor_id, 'name', actor_name) AS actor,
              action, target, status, request_id AS "requestId"
       FROM audit_log ORDER BY id DESC LIMIT $1`,
      [limit],
    ),
});
