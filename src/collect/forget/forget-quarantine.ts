import { createInterface } from 'node:readline';
import type { ClickHouse } from '#platform';
import type { Pseudonymizer } from '../identifiers.ts';
import { quarantineBody } from '../quarantine/body.ts';
import type { Sealer } from '../sealer.ts';
import { mentions, type Wanted } from '../tombstones/mentions.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly sealer: Sealer; readonly pseudonymizer: Pseudonymizer };

/**
 * Deletes the quarantined rows that are about somebody. They are sealed, so each is opened and looked at: some ten thousand a second.
 * @param wanted says of an identifier whether it is the person's
 * @returns how many rows went
 */
export const forgetQuarantine = async (
  { clickhouse, sealer, pseudonymizer }: Deps,
  wanted: Wanted,
): Promise<number> => {
  const found = await quarantinedAbout({ clickhouse, sealer, pseudonymizer }, wanted);
  if (found.length === 0) return 0;
  await clickhouse.command('TRUNCATE TABLE erasing_rows');
  await clickhouse.insert({ table: 'erasing_rows', rows: found.map(({ rowId }) => ({ row_id: rowId })) });
  for (const table of ['quarantine', 'quarantine_states'] as const)
    await clickhouse.command(
      `ALTER TABLE ${table} DELETE WHERE row_id IN (SELECT row_id FROM erasing_rows)`,
      {},
      { mutations_sync: '2' },
    );
  return found.length;
};

/** The quarantined rows that name one of these identifiers, opened. */
export const quarantinedAbout = async (
  { clickhouse, sealer, pseudonymizer }: Deps,
  wanted: Wanted,
): Promise<
  readonly { readonly rowId: string; readonly source: string; readonly reason: string; readonly body: string }[]
> => {
  const stream = await clickhouse.stream(
    'SELECT row_id, source, reason, body, first_body FROM quarantine FORMAT JSONCompactEachRow',
  );
  const found = [];
  for await (const line of createInterface({ input: stream })) {
    // our own SELECT: five texts
    const [rowId = '', source = '', reason = '', body = '', firstBody = ''] = JSON.parse(line) as string[];
    const opened = openOr(sealer, body);
    const about = [opened, openOr(sealer, firstBody)].some((text) => mentions(text, pseudonymizer, wanted));
    if (about) found.push({ rowId, source, reason, body: opened });
  }
  return found;
};

/** Sealed under a secret of before, nobody can read it any more: it is as good as gone. */
const openOr = (sealer: Sealer, stored: string): string => {
  try {
    return quarantineBody.open(sealer, stored);
  } catch {
    return '';
  }
};
