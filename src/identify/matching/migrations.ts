import type { Migrations } from '#platform/db/migration.ts';

export const matchingMigrations: Migrations = {
  clickhouse: [],
  postgres: [
    {
      id: 'matching_0001_review',
      statements: [
        // a finished run of a match rule: figures and the learned model
        `CREATE TABLE match_runs (
           id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, rule text NOT NULL, rule_version int NOT NULL,
           started_at timestamptz NOT NULL, finished_at timestamptz NOT NULL, report jsonb NOT NULL)`,
        'CREATE INDEX match_runs_latest ON match_runs (rule, finished_at DESC)',
        // a pair of people that may be one, by rule; what is decided is never deleted
        `CREATE TABLE match_pairs (
           rule text NOT NULL, person_a text NOT NULL, person_b text NOT NULL,
           weight float8 NOT NULL, probability float8 NOT NULL, evidence jsonb NOT NULL, held text,
           state text NOT NULL CHECK (state IN ('open', 'accepted', 'rejected', 'united')),
           decided_by text, decided_at timestamptz, linked_at timestamptz,
           PRIMARY KEY (rule, person_a, person_b))`,
        'CREATE INDEX match_pairs_list ON match_pairs (rule, state, weight DESC, person_a DESC, person_b DESC)',
      ],
    },
  ],
};
