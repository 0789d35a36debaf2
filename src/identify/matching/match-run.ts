import type { BlockingFigures } from './scratch-tables.ts';
import type { WeightBin } from './score-pairs.ts';

/** open: to be looked at. united: its two ends became one person in another way. */
export type PairState = 'open' | 'accepted' | 'rejected' | 'united';

/** Why a pair has its weight, without anybody's values: the prior and each field's bits add up to it. */
export type Evidence = {
  readonly priorBits: number;
  readonly fields: readonly {
    readonly name: string;
    readonly level: string;
    readonly bits: number;
    /** Of `bits`, what the frequency of the value added or took. */
    readonly termBits: number;
  }[];
};

/** Stands in `decidedBy` when nobody was asked. */
export const byRule = 'rule';

export type StoredPair = {
  readonly rule: string;
  /** OneIDs in decimal digits, the smaller first, as they were when the pair was found. */
  readonly a: string;
  readonly b: string;
  readonly weight: number;
  readonly probability: number;
  readonly evidence: Evidence;
  /** Why a pair above the match threshold was left to people; null for the others. */
  readonly held: string | null;
  readonly state: PairState;
  /** A person's name, or `rule`. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly linkedAt: Date | null;
};

export type PairDecision = {
  readonly rule: string;
  readonly a: string;
  readonly b: string;
  readonly state: 'accepted' | 'rejected';
  readonly by: string;
};

/** A finished run: what it found and what it learned, as people look it up. */
export type MatchRun = {
  readonly rule: string;
  readonly version: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly report: MatchReport;
};

export type MatchReport = {
  readonly records: number;
  readonly candidates: number;
  /** Pairs at or above the review threshold. */
  readonly pairs: number;
  readonly accepted: number;
  /** Left for people to decide. */
  readonly toReview: number;
  readonly blocking: readonly BlockingFigures[];
  readonly model: {
    readonly lambda: number;
    /** Matches expected among all pairs. */
    readonly matches: number;
    readonly unlearned: readonly string[];
    readonly fields: readonly {
      readonly name: string;
      /** From "different" up. */
      readonly levels: readonly {
        readonly name: string;
        readonly m: number;
        readonly u: number;
        readonly bits: number;
      }[];
    }[];
  };
  readonly bins: readonly WeightBin[];
  readonly seconds: number;
};
