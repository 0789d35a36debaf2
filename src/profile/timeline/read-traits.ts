import type { ClickHouse } from '#platform';
import { type TraitEvent, traitEventNames, traitsOf } from '../traits.ts';
import { type PersonKeys, type Point, readPoints } from './points.ts';
import { readAt } from './read-timeline.ts';

/** More is somebody's mistake; what was said last counts. */
const mostEvents = 500;

/** What is known of a person. @param points where their events of `traitEventNames` are, the latest first */
export const readTraits = async (
  clickhouse: ClickHouse,
  points: readonly Point[],
): Promise<Readonly<Record<string, unknown>>> => {
  const events = await readAt<TraitEvent>(clickhouse, points.slice(0, mostEvents), 'name, properties');
  return traitsOf(events.toReversed());
};

/** Where in the log a person's traits are told, for `readTraits`. */
export const traitPoints = (clickhouse: ClickHouse, person: PersonKeys): Promise<readonly Point[]> =>
  readPoints(clickhouse, person, { names: traitEventNames, limit: mostEvents });
