import type { Postgres } from '#platform';
import { stateIn } from '../passes/state.ts';

/** How far the passes over audiences are. */
export const audienceStates = stateIn('audience_state');

/** Which meaning of each audience its members were worked out by. */
export const readFilled = async (postgres: Postgres): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await postgres.query<{ name: string; hash: string }>('SELECT name, hash FROM audience_filled')).map(
      ({ name, hash }) => [name, hash],
    ),
  );

export const noteFilled = async (
  postgres: Postgres,
  audiences: readonly { readonly name: string; readonly hash: string }[],
  at: Date,
  seconds: number,
): Promise<void> => {
  await postgres.query(
    `INSERT INTO audience_filled (name, hash, filled_at, seconds)
     SELECT name, hash, $3, $4 FROM unnest($1::text[], $2::text[]) AS each (name, hash)
     ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, filled_at = excluded.filled_at, seconds = excluded.seconds`,
    [audiences.map(({ name }) => name), audiences.map(({ hash }) => hash), at, seconds],
  );
};

export const forgetFilled = async (postgres: Postgres, names: readonly string[]): Promise<void> => {
  await postgres.query('DELETE FROM audience_filled WHERE name = ANY ($1)', [names]);
};
