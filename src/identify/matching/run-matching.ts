import { createHash } from 'node:crypto';
import { type ClickHouse, type Clock, type Postgres, problem, type Progress } from '#platform';
import { clusters, type Held, pairKey } from './clusters.ts';
import { currentPeople } from './current-people.ts';
import { type MatchPlan, planOf } from './field-plan.ts';
import { evidenceOf } from './evidence.ts';
import { findPairs, type Found } from './find-pairs.ts';
import type { MatchModel } from './learn-model.ts';
import { byRule, type MatchReport, type StoredPair } from './match-run.ts';
import { createMatchStore, type MatchStore } from './match-store.ts';
import { peopleRecords } from './people-records.ts';
import { reopenRefused } from './reopen-refused.ts';
import type { MatchRuleSpec } from './rule-schema.ts';
import { bitsOf, readScored, type ScoredPair, weightAt } from './score-pairs.ts';
import { dropScratch, type Scratch, scratchNames } from './scratch-tables.ts';

/** Joins the two people of each pair, on record under `rule`, so that it can be undone like any other merge. */
export type LinkPeople = (
  pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly rule: `matched:${string}` | `hand:${string}`;
    readonly by: string;
  }[],
) => Promise<void>;

export type MatchingDeps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly link: LinkPeople;
};

export type MatchRule = { readonly name: string; readonly version: number; readonly spec: MatchRuleSpec };

/** The review list is for people: beyond this only the surest pairs are kept, and the report says how many there were. */
const longestList = 50_000;
const mostScored = 1_000_000;

/**
 * One run of a match rule over all people: find pairs, accept what the rule accepts by itself, leave the rest to people.
 * What anybody decided before is neither asked nor changed. A dry run writes nothing.
 * @throws GyreError `conflict` while another run of the rule is going on, `unprocessable` when the rule is not enabled
 */
export const runMatching = async (
  deps: MatchingDeps,
  {
    rule,
    progress,
    dryRun = false,
  }: { readonly rule: MatchRule; readonly progress: Progress; readonly dryRun?: boolean },
): Promise<MatchReport> => {
  if (!rule.spec.enabled && !dryRun)
    throw problem('unprocessable', {
      detail: `match rule "${rule.name}" is not enabled (spec.enabled); a dry run works`,
      detailZh: `匹配规则“${rule.name}”未启用（spec.enabled），可以试运行`,
      field: 'spec.enabled',
    });
  const { clickhouse, postgres, clock } = deps;
  const startedAt = clock.now();
  const started = performance.now();
  const plan = planOf(rule.spec);
  const store = createMatchStore(postgres, clock);
  return alone(postgres, rule.name, async (scratch) => {
    await dropScratch(clickhouse, scratch);
    try {
      const found = await findPairs({ clickhouse, progress }, { plan, source: peopleRecords(plan), scratch });
      const pairs = await readScored(clickhouse, scratch, {
        least: weightAt(rule.spec.thresholds.review),
        limit: mostScored,
      });
      const sorted = await sortPairs({ deps, rule: rule.name, plan, store, scratch, model: found.model }, pairs);
      const report = reportOf(plan, found, {
        pairs: pairs.length,
        sorted,
        seconds: (performance.now() - started) / 1000,
      });
      if (dryRun) return report;
      await store.replaceOpen(rule.name, sorted);
      await linkAccepted(deps, store, rule.name);
      await store.saveRun({ rule: rule.name, version: rule.version, startedAt, finishedAt: clock.now(), report });
      return report;
    } finally {
      await dropScratch(clickhouse, scratch);
    }
  });
};

/** Links what is accepted and not linked yet; a run or a decision that died in between is made good by the next. */
export const linkAccepted = async (
  deps: Pick<MatchingDeps, 'link'>,
  store: MatchStore,
  rule: string,
): Promise<void> => {
  const pairs = await store.unlinked(rule);
  if (pairs.length === 0) return;
  await deps.link(pairs.map(asLink));
  await store.noteLinked(rule, pairs);
};

/** Who has looked stands above the limits of identifiers, like any link by hand; a rule by itself stays below them. */
const asLink = ({ a, b, rule, decidedBy }: StoredPair): Parameters<LinkPeople>[0][number] =>
  decidedBy === null || decidedBy === byRule
    ? { a, b, rule: `matched:${rule}`, by: byRule }
    : { a, b, rule: `hand:${decidedBy}`, by: decidedBy };

/** One run of a rule at a time; its tables have its name, so that what a dead run left is dropped by the next. */
const alone = <T>(postgres: Postgres, rule: string, work: (scratch: Scratch) => Promise<T>): Promise<T> =>
  postgres.tx(async (tx) => {
    const row = await tx.queryOne<{ ours: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext('matching'), hashtext($1)) AS ours`,
      [rule],
    );
    if (row?.ours !== true)
      throw problem('conflict', { detail: `match rule "${rule}" is being run`, detailZh: `匹配规则“${rule}”正在运行` });
    return work(scratchNames(createHash('sha256').update(rule).digest('hex').slice(0, 12)));
  });

type SortArgs = {
  readonly deps: MatchingDeps;
  readonly rule: string;
  readonly plan: MatchPlan;
  readonly store: MatchStore;
  readonly scratch: Scratch;
  readonly model: MatchModel;
};
type Sorted = Parameters<MatchStore['replaceOpen']>[1];

/** Which pairs are accepted at once and which are left to people; decided ones are left out. */
const sortPairs = async (
  { deps, rule, plan, store, scratch, model }: SortArgs,
  pairs: readonly ScoredPair[],
): Promise<Sorted> => {
  const { accept, thresholds, largestCluster, oneEach } = plan.spec;
  const refused = await reopenRefused(deps.clickhouse, store, rule);
  const decided = await currentDecisions(deps.clickhouse, store);
  const undecided = pairs.filter(
    ({ a, b }) => !decided.rejected.has(pairKey(a, b)) && !decided.accepted.has(pairKey(a, b)),
  );
  const sure = undecided.filter(({ probability }) => probability >= thresholds.match);
  const source = oneEach === undefined ? undefined : await valuesOf(deps.clickhouse, plan, scratch, oneEach);
  const { held } = clusters(sure, { largest: largestCluster, apart: decided.rejected, ...(source ? { source } : {}) });
  const listed = undecided.map((pair) => {
    const key = pairKey(pair.a, pair.b);
    const why: Held | 'refused' | undefined = held.get(key) ?? (refused.has(key) ? 'refused' : undefined);
    return {
      a: pair.a.toString(),
      b: pair.b.toString(),
      weight: pair.weight,
      probability: pair.probability,
      evidence: evidenceOf(plan, model, pair),
      held: why ?? null,
      accept: accept === 'automatic' && pair.probability >= thresholds.match && why === undefined,
    };
  });
  return listed.filter((pair, i) => pair.accept || i < longestList);
};

/** Decisions by the people they are about now: somebody who has gone into another is that one. */
const currentDecisions = async (
  clickhouse: ClickHouse,
  store: MatchStore,
): Promise<{ readonly rejected: ReadonlySet<string>; readonly accepted: ReadonlySet<string> }> => {
  const all = await store.decided();
  const now = await currentPeople(
    clickhouse,
    all.flatMap(({ a, b }) => [a, b]),
  );
  const keys = (state: 'accepted' | 'rejected'): ReadonlySet<string> =>
    new Set(
      all
        .filter((pair) => pair.state === state)
        .flatMap(({ a, b }) => [pairKey(BigInt(a), BigInt(b)), pairKey(now(a), now(b))]),
    );
  return { rejected: keys('rejected'), accepted: keys('accepted') };
};

const valuesOf = async (
  clickhouse: ClickHouse,
  { fields }: MatchPlan,
  { values }: Scratch,
  name: string,
): Promise<(id: bigint) => string | undefined> => {
  const at = fields.findIndex((field) => field.name === name);
  const rows = await clickhouse.query<{ id: string; value: string }>(
    `SELECT id, f${at} AS value FROM ${values} WHERE f${at} != ''`,
  );
  const map = new Map(rows.map(({ id, value }) => [id, value]));
  return (id) => map.get(id.toString());
};

const reportOf = (
  plan: MatchPlan,
  { records, candidates, blocking, model, bins }: Found,
  outcome: { readonly pairs: number; readonly sorted: Sorted; readonly seconds: number },
): MatchReport => ({
  records,
  candidates,
  pairs: outcome.pairs,
  accepted: outcome.sorted.filter(({ accept }) => accept).length,
  toReview: outcome.sorted.filter(({ accept }) => !accept).length,
  blocking,
  model: {
    lambda: model.lambda,
    matches: (model.lambda * records * (records - 1)) / 2,
    unlearned: model.unlearned.flatMap((f) => plan.fields[f]?.name ?? []),
    fields: plan.fields.map(({ name, at, levels }) => ({
      name,
      levels: levels.map((level, i) => ({
        name: level,
        m: model.m[at]?.[i + 1] ?? 0,
        u: model.u[at]?.[i + 1] ?? 0,
        bits: bitsOf(model, at, i + 1),
      })),
    })),
  },
  bins,
  seconds: outcome.seconds,
});
