/** Which snapshots the catalogue took, and the figures of snapshots, each worked out once. */
export const featureFiguresMigration = {
  id: 'profile_0003_feature_figures',
  statements: [
    // `groups`: models whose people are marked, in columns behind those of the names
    `ALTER TABLE feature_snapshots ADD COLUMN catalogue boolean NOT NULL DEFAULT false,
       ADD COLUMN people bigint, ADD COLUMN groups text[] NOT NULL DEFAULT '{}'`,
    `CREATE INDEX feature_snapshots_latest ON feature_snapshots (as_of DESC, snapshot)`,
    `CREATE TABLE feature_figures (
       snapshot text NOT NULL REFERENCES feature_snapshots ON DELETE CASCADE, feature text NOT NULL, figures jsonb NOT NULL,
       PRIMARY KEY (snapshot, feature))`,
    // of a feature from snapshot `against` to snapshot `snapshot`; `model`: only among its people, '' among all
    `CREATE TABLE feature_drift (
       snapshot text NOT NULL REFERENCES feature_snapshots ON DELETE CASCADE, model text NOT NULL, feature text NOT NULL,
       against text NOT NULL, drift jsonb NOT NULL,
       PRIMARY KEY (snapshot, model, feature))`,
  ],
};
