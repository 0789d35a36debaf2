import type { Migration } from '../../db/migration.ts';

/** People, the ways they sign in, machines' keys, and who did what. Of every secret only the SHA-256 is kept. */
export const authMigrations: readonly Migration[] = [
  {
    id: 'platform_0002_auth',
    statements: [
      `CREATE TABLE users (
        id          uuid PRIMARY KEY,
        name        text NOT NULL,
        email       text,
        language    text NOT NULL CHECK (language IN ('zh', 'en')),
        role        text NOT NULL CHECK (role IN ('owner', 'operator', 'viewer')),
        created_at  timestamptz NOT NULL,
        disabled_at timestamptz
      )`,
      `CREATE UNIQUE INDEX users_email ON users (lower(email))`,
      `CREATE TABLE sign_in_links (
        token_hash text PRIMARY KEY,
        user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at    timestamptz
      )`,
      `CREATE TABLE sessions (
        token_hash   text PRIMARY KEY,
        user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at   timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at   timestamptz NOT NULL
      )`,
      `CREATE INDEX sessions_user ON sessions (user_id)`,
      `CREATE TABLE api_keys (
        id           uuid PRIMARY KEY,
        kind         text NOT NULL CHECK (kind IN ('secret', 'write')),
        name         text NOT NULL,
        source       text,
        key_hash     text NOT NULL UNIQUE,
        prefix       text NOT NULL,
        scopes       text[] NOT NULL,
        created_by   text NOT NULL,
        created_at   timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at   timestamptz
      )`,
      `CREATE TABLE audit_log (
        id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at         timestamptz NOT NULL,
        actor_type text NOT NULL,
        actor_id   text NOT NULL,
        actor_name text NOT NULL,
        action     text NOT NULL,
        target     text NOT NULL,
        status     int NOT NULL,
        request_id text NOT NULL
      )`,
      `CREATE INDEX audit_log_at ON audit_log (at)`,
    ],
  },
];
