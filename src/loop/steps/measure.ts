import type { ClickHouse, Clock } from '#platform';
import { readGroupSums, resultsOf, writeOutcomes } from '#measure';
import type { Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly clock: Clock };

/** What really happened to everybody the round decided about, and what of it the round caused. */
export const measureStep = async (
  round: Round,
  program: Program,
  { clickhouse, clock }: Deps,
): Promise<StepOutcome> => {
  await writeOutcomes(clickhouse, {
    program: round.program,
    round: round.round,
    goalEvent: program.spec.goal.event,
    marginProperty: program.spec.goal.value,
    asOf: round.asOf,
    horizonEnd: round.horizonEnd,
    now: clock.now(),
  });
  const sums = await readGroupSums(clickhouse, round.program, [round.round]);
  const results = resultsOf(sums, {
    shares: program.shares,
    currency: program.currency,
    complete: clock.now() >= round.horizonEnd,
  });
  const spentMinor = results.groups.reduce((sum, group) => sum + group.costMinor, 0);
  return {
    figures: {
      people: results.groups.reduce((sum, group) => sum + group.people, 0),
      orders: results.groups.reduce((sum, group) => sum + group.orders, 0),
    },
    record: { results, spentMinor },
  };
};
