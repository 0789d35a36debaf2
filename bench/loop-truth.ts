import { type Gyre } from '#app';
import { optimise, type Resource } from '#decide';
import { resolveProgram } from '#loop';
import { brandOffers, createWorld, type Treatment, type Truth, truthOf } from '#world';
import { type Decided, readDecided, readDelivered } from './loop-log.ts';

export const treatedGroups = ['model', 'rule', 'random'] as const;
export type TreatedGroup = (typeof treatedGroups)[number];

/** Expected net margin over nothing sent, in minor units, by the world's truth. */
export type GroupTruth = {
  readonly people: number;
  /** Of what the group's people were really sent. */
  readonly earnedPerHead: number;
  /** Of the best plan for the same people under the group's share of the same limits. */
  readonly oraclePerHead: number;
};

export type RoundTruth = { readonly round: number; readonly groups: Readonly<Record<TreatedGroup, GroupTruth>> };

export const shareOf = ({ earnedPerHead, oraclePerHead }: GroupTruth): number =>
  oraclePerHead > 0 ? earnedPerHead / oraclePerHead : 0;

/** Rounds together: people are counted once a round. */
export const sumOf = (rounds: readonly RoundTruth[]): RoundTruth['groups'] => {
  const together = (group: TreatedGroup): GroupTruth => {
    const people = rounds.reduce((sum, { groups }) => sum + groups[group].people, 0);
    const mean = (of: 'earnedPerHead' | 'oraclePerHead'): number =>
      rounds.reduce((sum, { groups }) => sum + groups[group].people * groups[group][of], 0) / Math.max(1, people);
    return { people, earnedPerHead: mean('earnedPerHead'), oraclePerHead: mean('oraclePerHead') };
  };
  return { model: together('model'), rule: together('rule'), random: together('random') };
};

type WorldSettings = {
  readonly seed: string;
  readonly customers: number;
  readonly start: string;
  readonly months: number;
};

/**
 * What the decisions of every round were truly worth, and what an oracle would have earned: the same optimiser on the
 * true values and costs, for the same people with the same past, under the budget and the channels' capacities in
 * proportion to the group's size, as the plan divides them.
 */
export const trueRounds = async (
  gyre: Gyre,
  programName: string,
  settings: WorldSettings,
): Promise<readonly RoundTruth[]> => {
  const program = await resolveProgram(programName, gyre.published);
  const world = createWorld({ ...settings, start: new Date(settings.start) });
  const truth = truthOf(world);
  const candidates = program.candidates.map(({ offer, channel }) => ({
    offer: offer.name,
    channel: channel.name,
    treatment: treatmentOf(offer.name, channel.name),
  }));
  const all = candidates.map((_, o) => o);
  const limits: readonly Resource[] = [
    { name: 'budget', consumes: 'cost', limit: program.budgetMinor, candidates: all },
    ...Object.entries(program.spec.limits.capacity).map(([channel, limit]): Resource => ({
      name: channel,
      consumes: 'one',
      limit,
      candidates: all.filter((o) => candidates[o].channel === channel),
    })),
  ];
  const rounds: RoundTruth[] = [];
  const list = [...(await gyre.roundStore.list(programName))].sort((a, b) => a.round - b.round);
  for (const { round, asOf } of list) {
    const decided = await readDecided(gyre.stores.clickhouse, programName, round);
    const treated = decided.filter(({ group }) => group !== 'holdout').length;
    const judge = async (group: TreatedGroup): Promise<GroupTruth> => {
      const people = decided.filter((each) => each.group === group);
      const own = limits.map((limit) => ({ ...limit, limit: (limit.limit * people.length) / Math.max(1, treated) }));
      return judged(people, { truth, asOf, candidates, limits: own });
    };
    rounds.push({
      round,
      groups: { model: await judge('model'), rule: await judge('rule'), random: await judge('random') },
    });
    world.deliver(await readDelivered(gyre.stores.postgres, programName, round));
  }
  return rounds;
};

type Candidate = { readonly offer: string; readonly channel: string; readonly treatment: Treatment };
type Judge = {
  readonly truth: Truth;
  readonly asOf: Date;
  readonly candidates: readonly Candidate[];
  readonly limits: readonly Resource[];
};

const horizonDays = 30;

const judged = async (people: readonly Decided[], { truth, asOf, candidates, limits }: Judge): Promise<GroupTruth> => {
  const value = new Float64Array(people.length * candidates.length).fill(-Infinity);
  const cost = new Float64Array(value.length);
  let earned = 0;
  people.forEach(({ userId, offer, channel }, u) => {
    // who has no account cannot be reached, by the oracle neither
    if (userId === undefined) return;
    const without = truth.expected(userId, null, asOf, horizonDays);
    candidates.forEach((candidate, o) => {
      const sent = truth.expected(userId, candidate.treatment, asOf, horizonDays);
      const cell = u * candidates.length + o;
      value[cell] = sent.marginMinor - without.marginMinor;
      cost[cell] = Math.max(0, sent.costMinor - without.costMinor);
      if (candidate.offer === offer && candidate.channel === channel) earned += value[cell] - cost[cell];
    });
  });
  const best = await optimise({ people: people.length, candidates: candidates.length, value, cost, resources: limits });
  const heads = Math.max(1, people.length);
  return { people: people.length, earnedPerHead: earned / heads, oraclePerHead: (best.value - best.cost) / heads };
};

const treatmentOf = (offer: string, channel: string): Treatment => {
  const benefit = brandOffers.find(({ name }) => name === offer)?.benefit;
  if (!benefit) throw new RangeError(`the world knows no offer ${offer}`);
  return { benefit, channel: channel === 'sms' || channel === 'app_push' ? channel : 'wechat' };
};
