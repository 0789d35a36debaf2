import type { Postgres } from '#platform';
import { stateIn } from '../passes/state.ts';

/** How far the passes over tags are. */
export const tagStates = stateIn('tag_state');

export type Filled = { readonly hash: string; readonly at: Date };

/** Which meaning of each tag its values were worked out by, and when first. */
export const readFilled = async (postgres: Postgres): Promise<ReadonlyMap<string, Filled>> =>
  new Map(
    (
      await postgres.query<{ name: string; hash: string; at: Date }>(
        'SELECT name, hash, filled_at AS at FROM tag_filled',
      )
    ).map(({ name, hash, at }) => [name, { hash, at }]),
  );

export const noteFilled = async (
  postgres: Postgres,
  tags: readonly { readonly name: string; readonly hash: string }[],
  at: Date,
): Promise<void> => {
  await postgres.query(
    `INSERT INTO tag_filled (name, hash, filled_at)
     SELECT name, hash, $3 FROM unnest($1::text[], $2::text[]) AS each (name, hash)
     ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, filled_at = excluded.filled_at`,
    [tags.map(({ name }) => name), tags.map(({ hash }) => hash), at],
  );
};

export const forgetFilled = async (postgres: Postgres, names: readonly string[]): Promise<void> => {
  await postgres.query('DELETE FROM tag_filled WHERE name = ANY ($1)', [names]);
};
