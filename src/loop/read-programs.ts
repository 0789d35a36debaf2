import { messagesWaiting } from '#act';
import { type ClickHouse, type Clock, type Postgres, problem } from '#platform';
import { readGroupSums, resultsOf, type Results } from '#measure';
import type { Interval } from '../platform/schemas.ts';
import { type Documents, readMoney, readShare } from './program.ts';
import type { Round, RoundStore } from './round-store.ts';
import type { ProgramAnswer, ProgramsAnswer, ProgramSpec, RoundAnswer, RoundSummary } from './schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly documents: Documents;
  readonly rounds: RoundStore;
};

export type ProgramReader = {
  readonly list: () => Promise<ProgramsAnswer>;
  readonly one: (name: string) => Promise<ProgramAnswer>;
  readonly round: (program: string, round: number) => Promise<RoundAnswer>;
  /** All measured rounds of a program together; null before the first. */
  readonly pooled: (program: string) => Promise<Results | null>;
};

export const createProgramReader = ({ clickhouse, postgres, clock, documents, rounds }: Deps): ProgramReader => {
  const pooled = async (name: string): Promise<Results | null> => {
    const measured = (await rounds.list(name)).filter((round) => round.results !== null);
    if (measured.length === 0) return null;
    const { spec } = await documents.program(name);
    return poolRounds(clickhouse, name, spec, measured);
  };
  const row = async (
    program: Awaited<ReturnType<Documents['program']>>,
  ): Promise<ProgramsAnswer['programs'][number]> => {
    const list = await rounds.list(program.name);
    const results = await pooled(program.name);
    return {
      name: program.name,
      title: program.title,
      state: 'published',
      currency: readMoney(program.spec.limits.budget).currency,
      rounds: list.map(summaryOf),
      earnedMinor: results === null ? null : earned(results, 'holdout'),
    };
  };
  return {
    list: async () => ({ programs: await Promise.all((await documents.programs()).map(row)) }),
    one: async (name) => {
      const program = await documents.program(name);
      const [base, results] = [await row(program), await pooled(name)];
      const title = ({ name: each, title: words }: { name: string; title: ProgramAnswer['title'] }) => ({
        name: each,
        title: words,
      });
      return {
        ...base,
        spec: program.spec,
        offers: await Promise.all(program.spec.offers.map(async (offer) => title(await documents.offer(offer)))),
        channels: await Promise.all(
          program.spec.channels.map(async (channel) => title(await documents.channel(channel))),
        ),
        pooled: results,
      };
    },
    round: async (name, number) => {
      if (!Number.isInteger(number))
        throw problem('invalid_input', { field: 'round', detail: 'a whole number', detailZh: '应为整数' });
      const [program, round, steps, waiting] = await Promise.all([
        documents.program(name),
        rounds.get(name, number),
        rounds.steps(name, number),
        messagesWaiting(postgres, { program: name, round: number, now: clock.now() }),
      ]);
      return {
        ...summaryOf(round),
        program: name,
        title: program.title,
        currency: readMoney(program.spec.limits.budget).currency,
        steps: [...steps],
        error: round.error,
        messagesWaiting: waiting ? { messages: waiting.messages, until: waiting.until.toISOString() } : null,
        plan: round.plan,
        model: round.model,
        results: round.results,
      };
    },
    pooled,
  };
};

export const poolRounds = async (
  clickhouse: ClickHouse,
  name: string,
  spec: ProgramSpec,
  measured: readonly Round[],
): Promise<Results> =>
  resultsOf(
    await readGroupSums(
      clickhouse,
      name,
      measured.map((round) => round.round),
    ),
    {
      shares: sharesOf(spec),
      currency: readMoney(spec.limits.budget).currency,
      complete: measured.every((round) => round.state === 'done'),
    },
  );

export const sharesOf = ({ groups }: ProgramSpec) => ({
  holdout: readShare(groups.holdout),
  random: readShare(groups.random),
  rule: readShare(groups.rule.share),
  model: readShare(groups.model),
});

/** What the model group earned over another group, in total. */
export const earned = (results: Results, against: 'holdout' | 'random'): Interval | null =>
  results.groups.find(({ group }) => group === 'model')?.comparisons.find((each) => each.against === against)
    ?.netMarginTotalMinor ?? null;

const summaryOf = (round: Round): RoundSummary => ({
  round: round.round,
  asOf: round.asOf.toISOString(),
  horizonEnd: round.horizonEnd.toISOString(),
  state: round.state,
  people: round.people,
  budgetMinor: round.budgetMinor,
  spentMinor: round.spentMinor,
  earnedMinor: round.results === null ? null : earned(round.results, 'holdout'),
  notes: [...round.notes],
});
