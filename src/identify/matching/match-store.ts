import { type Clock, type Postgres } from '#platform';
import { pairKey } from './clusters.ts';
import { byRule, type MatchRun, type PairDecision, type PairState, type StoredPair } from './match-run.ts';

/** Runs, their pairs, and what people decided about them. Holds OneIDs and weights, never a name or an address. */
export type MatchStore = {
  readonly saveRun: (run: MatchRun) => Promise<void>;
  readonly lastRun: (rule: string) => Promise<MatchRun | undefined>;
  /** Puts the pairs of a run in place of those still open; decided pairs stay as they are. */
  readonly replaceOpen: (rule: string, pairs: readonly NewPair[]) => Promise<void>;
  readonly pairs: (filter: PairFilter) => Promise<readonly StoredPair[]>;
  readonly counts: (rule: string) => Promise<Readonly<Record<PairState, number>>>;
  /** Every pair anybody or any rule has decided. */
  readonly decided: () => Promise<readonly Pick<StoredPair, 'a' | 'b' | 'state'>[]>;
  /** @returns the pair as it is now; undefined when the rule has none such. A decision stands: the first one counts. */
  readonly decide: (decision: PairDecision) => Promise<StoredPair | undefined>;
  /** Takes a pair off the list because its two ends have become one otherwise. */
  readonly settle: (rule: string, pairs: readonly Pick<StoredPair, 'a' | 'b'>[]) => Promise<void>;
  /** Puts pairs the rule accepted by itself, whose link was refused, back on people's list. */
  readonly reopen: (rule: string, pairs: readonly Pick<StoredPair, 'a' | 'b'>[]) => Promise<void>;
  readonly unlinked: (rule: string) => Promise<readonly StoredPair[]>;
  readonly noteLinked: (rule: string, pairs: readonly Pick<StoredPair, 'a' | 'b'>[]) => Promise<void>;
};

export type NewPair = Pick<StoredPair, 'a' | 'b' | 'weight' | 'probability' | 'evidence' | 'held'> & {
  readonly accept: boolean;
};
export type PairFilter = {
  readonly rule: string;
  readonly states: readonly PairState[];
  readonly limit: number;
  /** Only what comes after this pair, in the order of the list. */
  readonly after?: { readonly weight: number; readonly a: string; readonly b: string } | undefined;
};

type PairRow = {
  rule: string;
  person_a: string;
  person_b: string;
  weight: number;
  probability: number;
  evidence: StoredPair['evidence'];
  held: string | null;
  state: PairState;
  decided_by: string | null;
  decided_at: Date | null;
  linked_at: Date | null;
};

const columns = `rule, person_a, person_b, weight, probability, evidence, held, state, decided_by, decided_at, linked_at`;
const atOnce = 5_000;

export const createMatchStore = (postgres: Postgres, clock: Clock): MatchStore => ({
  saveRun: async (run) => {
    await postgres.query(
      `INSERT INTO match_runs (rule, rule_version, started_at, finished_at, report) VALUES ($1, $2, $3, $4, $5)`,
      [run.rule, run.version, run.startedAt, run.finishedAt, JSON.stringify(run.report)],
    );
  },
  lastRun: async (rule) => {
    const row = await postgres.queryOne<{
      rule: string;
      rule_version: number;
      started_at: Date;
      finished_at: Date;
      report: MatchRun['report'];
    }>(
      `SELECT rule, rule_version, started_at, finished_at, report FROM match_runs WHERE rule = $1 ORDER BY finished_at DESC, id DESC LIMIT 1`,
      [rule],
    );
    return row === undefined
      ? undefined
      : {
          rule: row.rule,
          version: row.rule_version,
          startedAt: row.started_at,
          finishedAt: row.finished_at,
          report: row.report,
        };
  },
  replaceOpen: (rule, pairs) =>
    postgres.tx(async (tx) => {
      await tx.query(`DELETE FROM match_pairs WHERE rule = $1 AND state = 'open'`, [rule]);
      for (let from = 0; from < pairs.length; from += atOnce) {
        await tx.query(insertSql, [rule, clock.now(), JSON.stringify(pairs.slice(from, from + atOnce).map(asJson))]);
      }
    }),
  pairs: async ({ rule, states, limit, after }) =>
    (
      await postgres.query<PairRow>(
        `SELECT ${columns} FROM match_pairs
         WHERE rule = $1 AND state = ANY ($2) AND ($3::float8 IS NULL OR (weight, person_a, person_b) < ($3, $4, $5))
         ORDER BY weight DESC, person_a DESC, person_b DESC LIMIT $6`,
        [rule, states, after?.weight ?? null, after?.a ?? null, after?.b ?? null, limit],
      )
    ).map(fromRow),
  counts: async (rule) => {
    const rows = await postgres.query<{ state: PairState; n: string }>(
      'SELECT state, count(*) AS n FROM match_pairs WHERE rule = $1 GROUP BY state',
      [rule],
    );
    const of = (state: PairState): number => Number(rows.find((row) => row.state === state)?.n ?? 0);
    return { open: of('open'), accepted: of('accepted'), rejected: of('rejected'), united: of('united') };
  },
  decided: async () =>
    (
      await postgres.query<Pick<PairRow, 'person_a' | 'person_b' | 'state'>>(
        `SELECT person_a, person_b, state FROM match_pairs WHERE state IN ('accepted', 'rejected')`,
      )
    ).map((row) => ({ a: row.person_a, b: row.person_b, state: row.state })),
  decide: async ({ rule, a, b, state, by }) => {
    const row = await postgres.queryOne<PairRow>(
      `UPDATE match_pairs SET state = $4, decided_by = $5, decided_at = $6
       WHERE rule = $1 AND person_a = $2 AND person_b = $3 AND state = 'open' RETURNING ${columns}`,
      [rule, a, b, state, by, clock.now()],
    );
    if (row !== undefined) return fromRow(row);
    const stands = await postgres.queryOne<PairRow>(
      `SELECT ${columns} FROM match_pairs WHERE rule = $1 AND person_a = $2 AND person_b = $3`,
      [rule, a, b],
    );
    return stands === undefined ? undefined : fromRow(stands);
  },
  settle: async (rule, pairs) => {
    if (pairs.length === 0) return;
    await postgres.query(
      `UPDATE match_pairs SET state = 'united', decided_at = $3
       WHERE rule = $1 AND state = 'open' AND person_a || ' ' || person_b = ANY ($2)`,
      [rule, pairs.map(({ a, b }) => `${a} ${b}`), clock.now()],
    );
  },
  reopen: async (rule, pairs) => {
    if (pairs.length === 0) return;
    await postgres.query(
      `UPDATE match_pairs SET state = 'open', held = 'refused', decided_by = NULL, decided_at = NULL, linked_at = NULL
       WHERE rule = $1 AND state = 'accepted' AND decided_by = $3 AND person_a || ' ' || person_b = ANY ($2)`,
      [rule, pairs.map(({ a, b }) => pairKey(BigInt(a), BigInt(b))), byRule],
    );
  },
  unlinked: async (rule) =>
    (
      await postgres.query<PairRow>(
        `SELECT ${columns} FROM match_pairs WHERE rule = $1 AND state = 'accepted' AND linked_at IS NULL ORDER BY weight DESC, person_a`,
        [rule],
      )
    ).map(fromRow),
  noteLinked: async (rule, pairs) => {
    await postgres.query(
      `UPDATE match_pairs SET linked_at = $3 WHERE rule = $1 AND person_a || ' ' || person_b = ANY ($2)`,
      [rule, pairs.map(({ a, b }) => `${a} ${b}`), clock.now()],
    );
  },
});

/** What is decided stays decided: a pair found again changes nothing. */
const insertSql = `
  INSERT INTO match_pairs (rule, person_a, person_b, weight, probability, evidence, held, state, decided_by, decided_at)
  SELECT $1, p.a, p.b, p.weight, p.probability, p.evidence, p.held,
    CASE WHEN p.accept THEN 'accepted' ELSE 'open' END,
    CASE WHEN p.accept THEN 'rule' END, CASE WHEN p.accept THEN $2::timestamptz END
  FROM jsonb_to_recordset($3::jsonb)
    AS p (a text, b text, weight float8, probability float8, evidence jsonb, held text, accept boolean)
  ON CONFLICT (rule, person_a, person_b) DO NOTHING`;

const asJson = ({ a, b, ...pair }: NewPair): object => {
  const [one = a, other = b] = pairKey(BigInt(a), BigInt(b)).split(' ');
  return { ...pair, a: one, b: other };
};

const fromRow = (row: PairRow): StoredPair => ({
  rule: row.rule,
  a: row.person_a,
  b: row.person_b,
  weight: row.weight,
  probability: row.probability,
  evidence: row.evidence,
  held: row.held,
  state: row.state,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  linkedAt: row.linked_at,
});
