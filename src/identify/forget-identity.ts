import type { ClickHouse, Postgres } from '#platform';
import { alone } from './identify.ts';

/**
 * Runs a deletion of identifiers while nobody changes the map, then shows readers the map without them.
 * @param deleteRows deletes the person's rows of this room's tables
 */
export const forgetIdentity = (
  { clickhouse, postgres }: { readonly clickhouse: ClickHouse; readonly postgres: Postgres },
  deleteRows: () => Promise<void>,
): Promise<void> =>
  alone(postgres, async () => {
    await deleteRows();
    for (const dictionary of ['identity_map', 'identity_recent', 'identity_past'])
      await clickhouse.command(`SYSTEM RELOAD DICTIONARY ${dictionary}`);
  });
