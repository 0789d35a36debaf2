import type { DocumentStore } from '#documents';
import { problem, type Progress } from '#platform';
import type { Words } from '../../platform/schemas.ts';
import { matchRuleKind } from './kinds.ts';
import type { MatchReport, PairState } from './match-run.ts';
import { createMatchStore } from './match-store.ts';
import { readModel, readPairs } from './read-matching.ts';
import { reopenRefused } from './reopen-refused.ts';
import { linkAccepted, type MatchingDeps, runMatching } from './run-matching.ts';
import type { MatchModelAnswer, MatchPairsAnswer, MatchRuleRow } from './schemas.ts';
import type { MatchRuleSpec } from './rule-schema.ts';

/** Everything the console and the command line ask of matching. */
export type Matching = {
  readonly rules: () => Promise<readonly Omit<MatchRuleRow, 'job'>[]>;
  readonly model: (rule: string) => Promise<Omit<MatchModelAnswer, 'rule'>>;
  readonly pairs: (filter: {
    readonly rule: string;
    readonly states: readonly PairState[];
    readonly limit: number;
    readonly after?: { readonly weight: number; readonly a: string; readonly b: string } | undefined;
  }) => Promise<MatchPairsAnswer>;
  /** The first decision about a pair counts and stays. Accepted people are linked before this answers. */
  readonly decide: (decision: {
    readonly rule: string;
    readonly a: string;
    readonly b: string;
    readonly state: 'accepted' | 'rejected';
    readonly by: string;
  }) => Promise<void>;
  readonly run: (
    rule: string,
    options: { readonly progress: Progress; readonly dryRun?: boolean },
  ) => Promise<MatchReport>;
  /** Throws `not_found` when no such rule is published. */
  readonly need: (rule: string) => Promise<{
    readonly name: string;
    readonly title: Words;
    readonly version: number;
    readonly spec: MatchRuleSpec;
  }>;
};

type Args = MatchingDeps & { readonly documents: Pick<DocumentStore, 'published'> };

export const createMatching = (args: Args): Matching => {
  const { clickhouse, postgres, clock, documents } = args;
  const store = createMatchStore(postgres, clock);
  const need: Matching['need'] = async (name) => {
    const rule = (await documents.published(matchRuleKind)).find((each) => each.name === name);
    if (rule === undefined)
      throw problem('not_found', {
        detail: `published MatchRule "${name}"`,
        detailZh: `已发布的匹配规则「${name}」`,
      });
    return rule;
  };
  return {
    need,
    rules: async () =>
      Promise.all(
        (await documents.published(matchRuleKind)).map(async ({ name, title, spec }) => {
          const [run, counts] = await Promise.all([store.lastRun(name), store.counts(name)]);
          return {
            name,
            title,
            enabled: spec.enabled,
            accept: spec.accept,
            thresholds: spec.thresholds,
            counts,
            lastRun:
              run === undefined
                ? null
                : {
                    at: run.finishedAt.toISOString(),
                    version: run.version,
                    records: run.report.records,
                    candidates: run.report.candidates,
                    seconds: run.report.seconds,
                  },
          };
        }),
      ),
    model: async (name) => {
      const { spec } = await need(name);
      const decided = await store.pairs({ rule: name, states: ['accepted', 'rejected'], limit: 10_000 });
      return readModel(spec, await store.lastRun(name), decided);
    },
    pairs: async (filter) => {
      const { spec } = await need(filter.rule);
      await reopenRefused(clickhouse, store, filter.rule);
      return readPairs({ clickhouse, store }, { ...filter, spec });
    },
    decide: async (decision) => {
      const pair = await store.decide(decision);
      if (pair === undefined)
        throw problem('not_found', {
          detail: `pair ${decision.a}, ${decision.b}`,
          detailZh: `疑似同一人的一对：${decision.a}、${decision.b}`,
        });
      if (pair.state !== decision.state)
        throw problem('conflict', {
          detail: `this pair is already ${pair.state}`,
          detailZh: `该对已有结论（${pair.state}）`,
        });
      if (pair.state === 'accepted') await linkAccepted(args, store, decision.rule);
    },
    run: async (name, { progress, dryRun = false }) => {
      const rule = await need(name);
      return runMatching(args, { rule, progress, dryRun });
    },
  };
};
