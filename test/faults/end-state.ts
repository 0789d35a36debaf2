import type { ClickHouse, Postgres } from '#platform';

const parts = [
  'identity',
  'people',
  'features',
  'scores',
  'decisions',
  'outcomes',
  'events',
  'rounds',
  'steps',
  'models',
  'couponTypes',
  'coupons',
  'outbox',
  'unpublished',
] as const;
type Part = (typeof parts)[number];

/** What a round leaves behind, part by part, as one line per row. */
export type EndState = Readonly<Record<Part, readonly string[]>>;

const told = '^.(alert_|audience_|tag_)';

type Stores = { readonly clickhouse: ClickHouse; readonly postgres: Postgres };

/**
 * Everything but what tells of the process and not of the round: leases, attempts, the wall clock of a step.
 * Counts of rows come with the rows, so that one that is there twice shows.
 */
export const endState = async ({ clickhouse, postgres }: Stores): Promise<EndState> => {
  const log = async (sql: string): Promise<string[]> => (await clickhouse.query(sql)).map((row) => JSON.stringify(row));
  const table = async (sql: string): Promise<string[]> => (await postgres.query(sql)).map((row) => JSON.stringify(row));
  const [
    identity,
    people,
    features,
    scores,
    decisions,
    outcomes,
    events,
    rounds,
    steps,
    models,
    couponTypes,
    coupons,
    outbox,
    unpublished,
  ] = await Promise.all([
    log('SELECT id_key, profile_id FROM identity FINAL ORDER BY id_key'),
    // alerts, audiences and tags are told by a living server, when it comes to them
    log(
      `SELECT name, uniqExact(profile_id) AS people FROM people_events WHERE NOT match(name, '${told}') GROUP BY name ORDER BY name`,
    ),
    log('SELECT snapshot, profile_id, as_of, values FROM feature_rows FINAL ORDER BY snapshot, profile_id'),
    log('SELECT * FROM scores FINAL ORDER BY snapshot, profile_id'),
    log('SELECT * EXCEPT fence FROM decisions FINAL ORDER BY program, round, profile_id'),
    log('SELECT * FROM outcomes FINAL ORDER BY program, round, profile_id'),
    log(`SELECT event_id, name, ts, id_key, id_keys, properties, value, count() AS times FROM events FINAL
         WHERE NOT match(name, '${told}') GROUP BY ALL ORDER BY name, event_id`),
    table(`SELECT program, round, as_of, horizon_end, state, error, people, budget_minor, spent_minor, plan, model, results, finished_at
           FROM rounds ORDER BY program, round`),
    table('SELECT program, round, step, state, figures, error FROM round_steps ORDER BY program, round, step'),
    table(
      'SELECT name, version, trained_at, md5(artefact::text) AS artefact, report FROM models ORDER BY name, version',
    ),
    table('SELECT * FROM coupon_types ORDER BY name'),
    table('SELECT * FROM coupons ORDER BY key'),
    table(
      'SELECT key, channel, program, round, profile_id, message, status, send_after, provider_id, error, queued_at, settled_at FROM outbox_messages ORDER BY key',
    ),
    table('SELECT name, subject FROM act_changes ORDER BY id'),
  ]);
  return {
    identity,
    people,
    features,
    scores,
    decisions,
    outcomes,
    events,
    rounds,
    steps,
    models,
    couponTypes,
    coupons,
    outbox,
    unpublished,
  };
};

type Difference = { readonly lost: readonly string[]; readonly added: readonly string[] };

/** The parts in which two states differ, with the first rows that only one of them has. Empty when they are equal. */
export const differences = (expected: EndState, actual: EndState): Readonly<Record<string, Difference>> =>
  Object.fromEntries(
    parts.flatMap((part) => {
      const [before, after] = [expected[part], actual[part]];
      const [had, has] = [new Set(before), new Set(after)];
      const lost = before.filter((row) => !has.has(row));
      const added = after.filter((row) => !had.has(row));
      if (lost.length + added.length === 0 && before.length === after.length) return [];
      return [[part, { lost: lost.slice(0, 3), added: added.slice(0, 3) }]];
    }),
  );
