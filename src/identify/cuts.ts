import { randomUUID } from 'node:crypto';
import { type Clock, type Postgres, problem } from '#platform';
import type { Cut } from './graph.ts';

/** That two identifiers are never one person, or (without `b`) that one links nobody: who said so, when, and until when. */
export type CutRecord = Cut & {
  readonly id: string;
  readonly why: string;
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly endedAt: Date | undefined;
  readonly endedBy: string | undefined;
};

type Row = {
  id: string;
  key_a: string;
  key_b: string | null;
  why: string;
  made_at: Date;
  made_by: string;
  ended_at: Date | null;
  ended_by: string | null;
};

const columns = 'id, key_a::text, key_b::text, why, made_at, made_by, ended_at, ended_by';

const recordOf = (row: Row): CutRecord => ({
  id: row.id,
  a: BigInt(row.key_a),
  b: row.key_b === null ? undefined : BigInt(row.key_b),
  why: row.why,
  madeAt: row.made_at,
  madeBy: row.made_by,
  endedAt: row.ended_at ?? undefined,
  endedBy: row.ended_by ?? undefined,
});

/** Keeps two identifiers apart from now on, or takes one out. Takes effect with the next turn of identify. */
export const makeCut = async (
  postgres: Postgres,
  clock: Clock,
  cut: Cut & { readonly by: string; readonly why?: string },
): Promise<string> => {
  if (cut.a === cut.b)
    throw problem('invalid_input', {
      field: 'b',
      detail: 'an identifier is always itself',
      detailZh: '标识不能与自身分开',
    });
  const present = await postgres.queryOne<{ id: string }>(
    `SELECT id FROM identity_cuts WHERE ended_at IS NULL AND key_a = $1::numeric AND key_b IS NOT DISTINCT FROM $2::numeric`,
    [cut.a.toString(), cut.b?.toString() ?? null],
  );
  if (present) return present.id;
  const id = randomUUID();
  await postgres.query(
    `INSERT INTO identity_cuts (id, key_a, key_b, why, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, cut.a.toString(), cut.b?.toString() ?? null, cut.why ?? '', clock.now(), cut.by],
  );
  return id;
};

/** What a cut kept apart may be one again. @throws GyreError `not_found` */
export const endCut = async (
  postgres: Postgres,
  clock: Clock,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<CutRecord> => {
  const row = await postgres.queryOne<Row>(
    `UPDATE identity_cuts SET ended_at = coalesce(ended_at, $2), ended_by = coalesce(ended_by, $3), applied = false
     WHERE id = $1 RETURNING ${columns}`,
    [id, clock.now(), by],
  );
  if (!row) throw problem('not_found', { detail: `cut ${id}`, detailZh: `拆分记录 ${id}` });
  return recordOf(row);
};

/** All that hold. */
export const standingCuts = async (postgres: Postgres): Promise<readonly Cut[]> =>
  (await postgres.query<Row>(`SELECT ${columns} FROM identity_cuts WHERE ended_at IS NULL ORDER BY id`)).map(recordOf);

/** Cuts made or ended that no turn has seen yet. */
export const unappliedCuts = async (postgres: Postgres): Promise<readonly CutRecord[]> =>
  (await postgres.query<Row>(`SELECT ${columns} FROM identity_cuts WHERE NOT applied ORDER BY id`)).map(recordOf);

export const cutsApplied = async (postgres: Postgres, cuts: readonly CutRecord[]): Promise<void> => {
  for (const { id, endedAt } of cuts) {
    // one that was ended meanwhile is not applied yet
    await postgres.query('UPDATE identity_cuts SET applied = true WHERE id = $1 AND ended_at IS NOT DISTINCT FROM $2', [
      id,
      endedAt ?? null,
    ]);
  }
};

/** Cuts that touch some identifiers, also ended ones, the latest first. */
export const cutsOf = async (postgres: Postgres, keys: readonly bigint[]): Promise<readonly CutRecord[]> =>
  (
    await postgres.query<Row>(
      `SELECT ${columns} FROM identity_cuts WHERE key_a = ANY ($1::numeric[]) OR key_b = ANY ($1::numeric[]) ORDER BY made_at DESC, id`,
      [keys.map(String)],
    )
  ).map(recordOf);
