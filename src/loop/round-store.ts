import { type Clock, type Postgres, problem } from '#platform';
import type { Results } from '#measure';
import type { Words } from '../platform/schemas.ts';
import { type RoundAnswer, roundStepNames, type Step } from './schemas.ts';

export type StepName = (typeof roundStepNames)[number];

export type Round = {
  readonly program: string;
  readonly round: number;
  /** The version of the program's document that the round was opened with, and keeps. */
  readonly programVersion: number;
  readonly asOf: Date;
  readonly horizonEnd: Date;
  readonly state: 'running' | 'waiting' | 'done' | 'failed';
  readonly error: Words | null;
  /** What a reader must know of it: that it went on without a model. */
  readonly notes: readonly Words[];
  readonly people: number;
  readonly budgetMinor: number;
  readonly spentMinor: number;
  readonly plan: RoundAnswer['plan'];
  readonly model: RoundAnswer['model'];
  readonly results: Results | null;
};

/** What a step leaves behind: numbers for the reader, and parts of the round's record. */
export type StepOutcome = {
  readonly figures: Readonly<Record<string, number>>;
  readonly record?: Partial<
    Pick<Round, 'notes' | 'people' | 'budgetMinor' | 'spentMinor' | 'plan' | 'model' | 'results'>
  >;
};

export type RoundStore = {
  readonly list: (program: string) => Promise<readonly Round[]>;
  readonly get: (program: string, round: number) => Promise<Round>;
  readonly steps: (program: string, round: number) => Promise<readonly Step[]>;
  /** The open round of a program, or a new one as of the given time. */
  readonly open: (args: {
    readonly program: string;
    readonly programVersion: number;
    readonly asOf: Date;
    readonly horizonDays: number;
    /** The job that asks: it gets the round it opened however often it is tried. */
    readonly openedBy?: string | null;
  }) => Promise<Round>;
  readonly begin: (round: Round, step: StepName) => Promise<void>;
  readonly finish: (round: Round, step: StepName, outcome: StepOutcome) => Promise<void>;
  readonly fail: (round: Round, step: StepName, error: Words) => Promise<void>;
  readonly setState: (round: Round, state: Round['state']) => Promise<void>;
  /** Rounds whose horizon has passed and that wait to be measured, or whose measurement was cut off or failed a while ago. */
  readonly due: (now: Date) => Promise<readonly Round[]>;
};

const day = 86_400_000;

export const createRoundStore = (postgres: Postgres, clock: Clock): RoundStore => {
  const columns = `program, round, program_version, as_of, horizon_end, state, error, notes, people, budget_minor, spent_minor, plan, model, results`;
  const select = async (where: string, params: readonly unknown[]): Promise<readonly Round[]> =>
    (
      await postgres.query<RoundRow>(`SELECT ${columns} FROM rounds WHERE ${where} ORDER BY program, round`, params)
    ).map(fromRow);
  return {
    list: (program) => select('program = $1', [program]),
    get: async (program, round) => {
      const [found] = await select('program = $1 AND round = $2', [program, round]);
      if (!found)
        throw problem('not_found', {
          detail: `round ${round} of program "${program}"`,
          detailZh: `计划「${program}」的第 ${round} 轮`,
        });
      return found;
    },
    steps: async (program, round) => {
      const rows = await postgres.query<StepRow>(
        'SELECT step, state, started_at, finished_at, figures FROM round_steps WHERE program = $1 AND round = $2',
        [program, round],
      );
      return roundStepNames.map((name) => {
        const row = rows.find((each) => each.step === name);
        return {
          name,
          state: row?.state ?? 'waiting',
          startedAt: row?.started_at?.toISOString() ?? null,
          finishedAt: row?.finished_at?.toISOString() ?? null,
          figures: row?.figures ?? {},
        };
      });
    },
    open: ({ program, programVersion, asOf, horizonDays, openedBy = null }) =>
      postgres.tx(async (pg) => {
        await pg.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`round:${program}`]);
        const rows = await pg.query<RoundRow>(`SELECT ${columns} FROM rounds WHERE program = $1 ORDER BY round`, [
          program,
        ]);
        // a job that is tried again takes up the round it opened, and opens no second one
        const [own] =
          openedBy === null
            ? []
            : await pg.query<RoundRow>(`SELECT ${columns} FROM rounds WHERE opened_by = $1`, [openedBy]);
        if (own) return fromRow(own);
        const last = rows.at(-1);
        if (last && (last.state === 'running' || last.state === 'failed')) return fromRow(last);
        if (last && last.as_of >= asOf) {
          throw problem('conflict', {
            detail: `round ${last.round} of "${program}" was decided at ${last.as_of.toISOString()}; a new one must be later`,
            detailZh: `「${program}」的第 ${last.round} 轮决策时间为 ${last.as_of.toISOString()}；新一轮必须更晚`,
          });
        }
        const [created] = await pg.query<RoundRow>(
          `INSERT INTO rounds (program, round, program_version, as_of, horizon_end, opened_by, state) VALUES ($1, $2, $3, $4, $5, $6, 'running') RETURNING ${columns}`,
          [
            program,
            (last?.round ?? 0) + 1,
            programVersion,
            asOf,
            new Date(asOf.getTime() + horizonDays * day),
            openedBy,
          ],
        );
        if (!created) throw problem('internal', { internal: 'insert returned no row' });
        return fromRow(created);
      }),
    begin: async ({ program, round }, step) => {
      await postgres.query(
        `INSERT INTO round_steps (program, round, step, state, started_at) VALUES ($1, $2, $3, 'running', now())
         ON CONFLICT (program, round, step) DO UPDATE SET state = 'running', started_at = now(), finished_at = NULL, error = NULL`,
        [program, round, step],
      );
    },
    // the record and the step's end are one transaction: a step that counts as done has left what it promised
    finish: ({ program, round }, step, { figures, record = {} }) =>
      postgres.tx(async (pg) => {
        await pg.query(
          `UPDATE rounds SET people = coalesce($3, people), budget_minor = coalesce($4, budget_minor), spent_minor = coalesce($5, spent_minor),
             plan = coalesce($6, plan), model = coalesce($7, model), results = coalesce($8, results), notes = coalesce($9, notes), error = NULL
           WHERE program = $1 AND round = $2`,
          [
            program,
            round,
            record.people ?? null,
            record.budgetMinor ?? null,
            record.spentMinor ?? null,
            json(record.plan),
            json(record.model),
            json(record.results),
            json(record.notes),
          ],
        );
        await pg.query(
          `UPDATE round_steps SET state = 'done', finished_at = now(), figures = $4 WHERE program = $1 AND round = $2 AND step = $3`,
          [program, round, step, JSON.stringify(figures)],
        );
      }),
    fail: ({ program, round }, step, error) =>
      postgres.tx(async (pg) => {
        await pg.query(
          `UPDATE round_steps SET state = 'failed', finished_at = now(), error = $4 WHERE program = $1 AND round = $2 AND step = $3`,
          [program, round, step, JSON.stringify(error)],
        );
        await pg.query(`UPDATE rounds SET state = 'failed', error = $3 WHERE program = $1 AND round = $2`, [
          program,
          round,
          JSON.stringify(error),
        ]);
      }),
    setState: async ({ program, round }, state) => {
      await postgres.query(
        `UPDATE rounds SET state = $3, finished_at = CASE WHEN $3 = 'done' THEN $4::timestamptz ELSE finished_at END WHERE program = $1 AND round = $2`,
        [program, round, state, clock.now()],
      );
    },
    due: (now) =>
      select(
        `horizon_end <= $1 AND (state = 'waiting' OR EXISTS (
           SELECT FROM round_steps AS s WHERE s.program = rounds.program AND s.round = rounds.round
             AND (rounds.state = 'running' AND s.step = 'await' AND s.state = 'done'
               OR rounds.state = 'failed' AND s.step = 'measure' AND s.finished_at < clock_timestamp() - interval '10 minutes')))`,
        [now],
      ),
  };
};

type RoundRow = {
  program: string;
  round: number;
  program_version: number;
  as_of: Date;
  horizon_end: Date;
  state: Round['state'];
  error: Words | null;
  notes: Words[];
  people: number;
  budget_minor: number;
  spent_minor: number;
  plan: Round['plan'];
  model: Round['model'];
  results: Results | null;
};
type StepRow = {
  step: StepName;
  state: Step['state'];
  started_at: Date | null;
  finished_at: Date | null;
  figures: Record<string, number>;
};

const fromRow = (row: RoundRow): Round => ({
  program: row.program,
  round: row.round,
  programVersion: row.program_version,
  asOf: row.as_of,
  horizonEnd: row.horizon_end,
  state: row.state,
  error: row.error,
  notes: row.notes,
  people: row.people,
  budgetMinor: row.budget_minor,
  spentMinor: row.spent_minor,
  plan: row.plan,
  model: row.model,
  results: row.results,
});

const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));
