import type { ClickHouse } from '#platform';
import { type TraitEvent, traitEventNames, traitsOf } from '../traits.ts';
import type { Point } from './points.ts';
import { tagSql } from './tables.ts';

/** More is somebody's mistake; what was said last counts. */
const mostEvents = 500;

export type ToldTraits = TraitEvent & Pick<Point, 'id_key' | 'name' | 'ts'>;

/** What was told of traits under these keys, the latest first, whoever held them then. Asked beside all else: `traitsTold` sorts out. */
export const readToldTraits = (clickhouse: ClickHouse, keys: readonly string[]): Promise<ToldTraits[]> =>
  clickhouse.query<ToldTraits>(
    `SELECT toString(id_key) AS id_key, name, ts, properties FROM events
     PREWHERE name IN {names:Array(String)} AND id_key IN {keys:Array(UInt64)}
     WHERE ts IN (SELECT ts FROM events_by_person WHERE id_key IN {keys:Array(UInt64)} AND name IN {names:Array(String)})
     ORDER BY ts DESC, ${tagSql('event_id')} DESC, received_at DESC LIMIT 1 BY event_id LIMIT {limit:UInt32}`,
    { names: traitEventNames, keys, limit: mostEvents },
    // numbers inside properties stay numbers; the collector lets none in that a double cannot hold
    { output_format_json_quote_64bit_integers: 0, max_threads: 1 },
  );

/** A person's traits, out of what was told at the places that are theirs. */
export const traitsTold = (
  told: readonly ToldTraits[],
  points: readonly Point[],
): Readonly<Record<string, unknown>> => {
  const placeOf = ({ id_key, name, ts }: Pick<Point, 'id_key' | 'name' | 'ts'>): string => `${id_key} ${name} ${ts}`;
  const theirs = new Set(points.map(placeOf));
  return traitsOf(told.filter((event) => theirs.has(placeOf(event))).toReversed());
};
