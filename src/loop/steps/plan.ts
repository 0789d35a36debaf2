import { Readable } from 'node:stream';
import { couponsLeft } from '#act';
import { type ClickHouse, type Clock, faultPoint, type Postgres, sqlTime, stableUuid } from '#platform';
import { expectedValue, optimiseInWorker, plan as planEverybody, type Plan, type Resource, rfmScores } from '#decide';
import { columnAfter } from '../people-table.ts';
import type { Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';
import type { ScoredPeople } from './score.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  /** Of the lease that the round is run under. */
  readonly fence: number;
};

/** Decides for everybody and writes one decision per person, also for those who get nothing. */
export const planStep = async (
  round: Round,
  program: Program,
  people: ScoredPeople,
  { clickhouse, postgres, clock, fence }: Deps,
): Promise<StepOutcome> => {
  const { value, cost } = expectedValue({
    effect: people.effect,
    useProbability: people.useProbability,
    marginMinor: people.marginMinor,
    candidates: program.candidates,
    eligible: people.eligible,
  });
  const rfm = rfmScores({
    recencyDays: columnAfter(people.set, people.rows, 'recency'),
    frequency: columnAfter(people.set, people.rows, 'frequency'),
    monetary: columnAfter(people.set, people.rows, 'monetary'),
  });
  const plan = await planEverybody(
    {
      program: program.name,
      round: round.round,
      profileIds: people.profileIds,
      shares: program.shares,
      candidates: program.candidates.map(({ offer, channel }) => ({ offer: offer.name, channel: channel.name })),
      value,
      cost,
      limits: await limitsOf(postgres, program),
      rule: { score: rfm.score, candidate: program.ruleCandidate },
      exploration: people.trained ? program.exploration : 1,
    },
    optimiseInWorker,
  );
  await clickhouse.insertRaw({
    table: 'decisions',
    columns: [],
    format: 'JSONEachRow',
    body: Readable.from(decisionLines({ round, program, people, plan, value, cost, fence })),
  });
  faultPoint('round/plan/decisions-written');
  await emitDecisions(clickhouse, round, clock.now());
  return { figures: figuresOf(plan, people.profileIds.length), record: recordOf(plan, program, cost) };
};

/** The budget, what each channel can carry, and what is left of each coupon. */
const limitsOf = async (
  postgres: Postgres,
  { candidates, budgetMinor, spec }: Program,
): Promise<readonly Resource[]> => {
  const all = candidates.map((_, index) => index);
  const channels = [...new Set(candidates.map(({ channel }) => channel))];
  const coupons = [...new Set(candidates.flatMap(({ coupon }) => (coupon ? [coupon] : [])))];
  // what the document promises, until the ledger has given some of it out
  const left = await couponsLeft(
    postgres,
    coupons.map(({ name }) => name),
  );
  return [
    { name: 'budget', consumes: 'cost', limit: budgetMinor, candidates: all },
    ...channels.flatMap((channel): Resource[] => {
      const capacity = spec.limits.capacity[channel.name] ?? channel.spec.capacityPerDay;
      if (capacity === undefined) return [];
      return [
        {
          name: `channel:${channel.name}`,
          consumes: 'one',
          limit: capacity,
          candidates: all.filter((o) => candidates[o]?.channel === channel),
        },
      ];
    }),
    ...coupons.map((coupon): Resource => ({
      name: `coupon:${coupon.name}`,
      consumes: 'one',
      limit: left.get(coupon.name) ?? coupon.spec.stock,
      candidates: all.filter((o) => candidates[o]?.coupon === coupon),
    })),
  ];
};

type Lines = {
  readonly round: Round;
  readonly program: Program;
  readonly people: ScoredPeople;
  readonly plan: Plan;
  readonly value: Float32Array;
  readonly cost: Float32Array;
  readonly fence: number;
};

const linesAtATime = 1000;

function* decisionLines({ round, program, people, plan, value, cost, fence }: Lines): Generator<string> {
  const O = program.candidates.length;
  // reasons name candidates by column; kept with them, so that a later change of the program does not change history
  const columns = program.candidates.map(({ offer, channel }) => [offer.name, channel.name]);
  let lines: string[] = [];
  for (const [u, profileId] of people.profileIds.entries()) {
    const chosen = plan.choice[u] ?? -1;
    const candidate = chosen < 0 ? undefined : program.candidates[chosen];
    const explanation = plan.explain(u);
    lines.push(
      JSON.stringify({
        decision_id: decisionId(round, profileId),
        program: round.program,
        round: round.round,
        profile_id: profileId,
        as_of: sqlTime(round.asOf),
        group: plan.group[u],
        offer: candidate?.offer.name ?? '',
        channel: candidate?.channel.name ?? '',
        score: people.probability[u],
        value_minor: chosen < 0 ? 0 : value[u * O + chosen],
        cost_minor: chosen < 0 ? 0 : cost[u * O + chosen],
        propensity: plan.propensity[u],
        candidates: explanation.candidates.map((view) => ({
          offer: program.candidates[view.candidate].offer.name,
          channel: program.candidates[view.candidate].channel.name,
          value_minor: view.valueMinor,
          cost_minor: view.costMinor,
        })),
        reasons: JSON.stringify({ why: explanation.why, whyNot: explanation.whyNot, columns }),
        fence,
      }),
    );
    if (lines.length === linesAtATime) {
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

/** The same decision has the same id however often its round is planned again after a crash. */
export const decisionId = ({ program, round }: Round, profileId: string): string =>
  stableUuid('decision', program, String(round), profileId);

/** `$decision_made` in the log, one per person, so that decisions are features and labels like anything else. */
const emitDecisions = (clickhouse: ClickHouse, { program, round }: Round, receivedAt: Date): Promise<void> =>
  clickhouse.command(
    `INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
     SELECT decision_id, '$decision_made', as_of, {receivedAt:DateTime64(3)}, 'gyre', profile_id, map(), [profile_id], '',
       toJSONString(map('program', program, 'group', "group", 'offer', offer, 'channel', channel, 'round', toString(round), 'propensity', toString(propensity)))::JSON,
       '{}'::JSON, NULL, ''
     FROM decisions FINAL WHERE program = {program:String} AND round = {round:UInt32}`,
    { program, round, receivedAt: sqlTime(receivedAt) },
  );

const figuresOf = (plan: Plan, people: number): Record<string, number> => ({
  people,
  chosen: plan.choice.reduce((count, choice) => count + (choice >= 0 ? 1 : 0), 0),
  gap: plan.optimised.gap,
  iterations: plan.optimised.iterations,
});

const recordOf = (plan: Plan, program: Program, cost: Float32Array): NonNullable<StepOutcome['record']> => {
  const people = plan.choice.length;
  const O = program.candidates.length;
  const offers = new Map<
    string,
    { people: number; plannedCostMinor: number; candidate: number; group: Plan['group'][number] }
  >();
  plan.choice.forEach((candidate, u) => {
    const group = plan.group[u];
    if (candidate < 0 || group === undefined) return;
    const name = `${group}/${candidate}`;
    const entry = offers.get(name) ?? { people: 0, plannedCostMinor: 0, candidate, group };
    offers.set(name, {
      ...entry,
      people: entry.people + 1,
      plannedCostMinor: entry.plannedCostMinor + cost[u * O + candidate],
    });
  });
  const planned = plan.perGroup.reduce(
    (sum, group) => ({ value: sum.value + group.valueMinor, cost: sum.cost + group.costMinor }),
    { value: 0, cost: 0 },
  );
  const net = plan.optimised.value - plan.optimised.cost;
  return {
    people,
    budgetMinor: program.budgetMinor,
    plan: {
      people,
      candidates: program.candidates.length,
      chosen: plan.perGroup.reduce((sum, group) => sum + group.chosen, 0),
      budgetMinor: program.budgetMinor,
      plannedCostMinor: Math.round(planned.cost),
      plannedValueMinor: Math.round(net),
      boundMinor: Math.round(plan.optimised.bound),
      gap: plan.optimised.gap,
      prices: plan.resources.map(({ resource, price, used, limit }) => ({ resource, price, used, limit })),
      offers: [...offers.values()].map(({ candidate, group, people: count, plannedCostMinor }) => ({
        offer: program.candidates[candidate]?.offer.name ?? '',
        title: program.candidates[candidate]?.offer.title ?? { zh: '', en: '' },
        channel: program.candidates[candidate]?.channel.name ?? '',
        group,
        people: count,
        plannedCostMinor: Math.round(plannedCostMinor),
      })),
    },
  };
};
