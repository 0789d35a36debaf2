import { createInterface } from 'node:readline';
import { createSealer, quarantinedAbout } from '#collect';
import type { ClickHouse, Postgres } from '#platform';
import { type ConsentPurpose, readConsent, traitEventNames, traitsOf } from '#profile';
import { type EraseDeps, isNamed } from './erase-person.ts';
import { personColumns } from './clickhouse-sweep.ts';
import { personRows } from './postgres-sweep.ts';
import { nobodyKnown, type PersonMeant, readSubject, type Subject, type SubjectDeps } from './subject.ts';

type Deps = EraseDeps & SubjectDeps & { readonly purposes: () => Promise<readonly ConsentPurpose[]> };

/**
 * Everything that is known of a person, as one JSON document, in pieces: who has ten years of events is not held in memory. Tables are found
 * by their columns, as erasure finds them: what can be erased can be shown.
 * @throws GyreError `not_found` when no store knows anything of whom was asked for
 */
export const accessReport = async ({ profileId, asked }: PersonMeant, deps: Deps): Promise<AsyncIterable<string>> => {
  const { clickhouse, postgres, contacts, clock } = deps;
  const subject = await readSubject(profileId, deps, { asked });
  const { keys, reach } = subject;
  const identifiers = await clickhouse.query<{ type: string; value: string }>(
    `SELECT type, value, min(first_seen) AS first_seen, max(last_seen) AS last_seen FROM identifiers
     WHERE id_key IN {keys:Array(UInt64)} GROUP BY type, value ORDER BY first_seen, type, value`,
    { keys },
  );
  const inTheClear: Record<string, string[]> = {};
  for (const type of new Set(subject.named.map((each) => each.slice(0, each.indexOf(':'))))) {
    const values = [...(await contacts.open(type, keys.map(BigInt))).values()];
    if (values.length > 0) inTheClear[type] = values;
  }
  const consent = await readConsent(
    clickhouse,
    { profileId, keys: reach },
    { purposes: await deps.purposes(), channels: [] },
  );
  const sealer = createSealer('quarantine', deps.secret);
  const setAside = await quarantinedAbout({ ...deps, sealer }, isNamed(subject));
  const rows = Object.entries(await personRows(postgres, keys));
  const isKnown = asked === undefined || [setAside, rows, Object.keys(inTheClear)].some((some) => some.length > 0);
  if (!isKnown) throw nobodyKnown();
  const head = {
    report: { madeAt: clock.now().toISOString(), oneId: profileId },
    identifiers,
    contactsInTheClear: inTheClear,
    traits: await traits(clickhouse, profileId, reach),
    consent: { purposes: consent.purposes, said: consent.history },
    setAside,
  };
  return pieces({ head, rows, profileId, subject }, deps);
};

type Begun = {
  readonly head: object;
  readonly rows: readonly (readonly [table: string, rows: unknown])[];
  readonly profileId: string;
  readonly subject: Subject;
};

async function* pieces(
  { head, rows, profileId, subject: { keys, reach } }: Begun,
  { clickhouse, postgres }: Deps,
): AsyncGenerator<string> {
  yield JSON.stringify(head, null, 2).slice(0, -2);
  for (const [table, each] of rows) yield `,\n"${table}": ${JSON.stringify(each)}`;
  yield ',\n"features": ';
  yield* list(features({ clickhouse, postgres }, keys));
  for (const { table, condition } of await tablesOf(clickhouse)) {
    yield `,\n"${table}": `;
    yield* list(lines(clickhouse, `SELECT * FROM \`${table}\` FINAL WHERE ${condition}`, { keys }));
  }
  yield ',\n"events": ';
  yield* list(
    lines(
      clickhouse,
      `SELECT * EXCEPT (id_keys, profile_id) FROM people_events
       WHERE id_key IN {reach:Array(UInt64)} AND profile_id = {profile:UInt64} ORDER BY ts, event_id`,
      { reach, profile: profileId },
    ),
  );
  yield '\n}\n';
}

async function* list(items: AsyncIterable<string>): AsyncGenerator<string> {
  let first = true;
  yield '[';
  for await (const item of items) {
    yield first ? `\n${item}` : `,\n${item}`;
    first = false;
  }
  yield ']';
}

async function* lines(
  clickhouse: ClickHouse,
  sql: string,
  params: Readonly<Record<string, unknown>>,
): AsyncGenerator<string> {
  const settings = 'SETTINGS output_format_json_quote_64bit_integers = 1';
  const stream = await clickhouse.stream(`${sql} ${settings} FORMAT JSONEachRow`, params);
  for await (const line of createInterface({ input: stream })) yield line;
}

/** Snapshots with the features' names, which PostgreSQL keeps. */
async function* features(
  { clickhouse, postgres }: { readonly clickhouse: ClickHouse; readonly postgres: Postgres },
  keys: readonly string[],
): AsyncGenerator<string> {
  const rows = await clickhouse.query<{ snapshot: string; as_of: string; values: readonly (number | null)[] }>(
    `SELECT snapshot, as_of, arrayMap(x -> if(isNaN(x), NULL, x), \`values\`) AS values FROM feature_rows FINAL
     WHERE profile_id IN {keys:Array(UInt64)} ORDER BY as_of, snapshot`,
    { keys },
  );
  const named = await postgres.query<{ snapshot: string; names: readonly string[] }>(
    'SELECT snapshot, names FROM feature_snapshots WHERE snapshot = ANY($1::text[])',
    [rows.map(({ snapshot }) => snapshot)],
  );
  const names = new Map(named.map((row) => [row.snapshot, row.names]));
  for (const { snapshot, as_of: asOf, values } of rows)
    yield JSON.stringify({
      snapshot,
      asOf,
      values: Object.fromEntries(values.map((value, i) => [names.get(snapshot)?.[i] ?? `feature ${i + 1}`, value])),
    });
}

const traits = async (clickhouse: ClickHouse, profileId: string, reach: readonly string[]) =>
  traitsOf(
    await clickhouse.query<{ name: string; properties: Record<string, unknown> }>(
      `SELECT name, properties FROM people_events
       WHERE name IN {names:Array(String)} AND id_key IN {reach:Array(UInt64)} AND profile_id = {profile:UInt64}
       ORDER BY ts, event_id LIMIT 100000`,
      { names: traitEventNames, reach, profile: profileId },
    ),
  );

/** What says nothing but how Gyre works: keys, scratch and copies of what stands elsewhere in the report. */
const machinery =
  /^(events|person_events|identifiers|feature_rows|derived_|identity($|_next|_base|_hubs|_doubtful|_refused|_edges|_tenures)|.*_next$)/;

const tablesOf = async (clickhouse: ClickHouse): Promise<readonly { table: string; condition: string }[]> => {
  const rows = await clickhouse.query<{ table: string; columns: string[] }>(
    `SELECT table, groupArray(name) AS columns FROM system.columns
     WHERE database = currentDatabase() AND type = 'UInt64' AND name IN {names:Array(String)}
       AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%ReplacingMergeTree')
     GROUP BY table ORDER BY table`,
    { names: personColumns },
  );
  return rows
    .filter(({ table }) => !machinery.test(table))
    .map(({ table, columns }) => ({
      table,
      condition: columns.map((column) => `\`${column}\` IN {keys:Array(UInt64)}`).join(' OR '),
    }));
};
