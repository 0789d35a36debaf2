/** What a type says about its identifiers, as far as uniting people needs it. */
export type TypeRules = {
  readonly uniqueness: 'one_profile' | 'one_at_a_time' | 'shared';
  /** Lower is stronger. */
  readonly priority: number;
  /** Identifiers of this type that one person may have. */
  readonly limit: number;
  /** With more different stronger neighbours of one type than this, an identifier is nobody's. */
  readonly sharedAbove?: number;
};

/** `event`: an event carried both. `alias`: the sender said they are one. `hand`: a person did. `matched:…`: a matching rule. */
export type LinkRule = 'event' | 'alias' | `hand:${string}` | `matched:${string}`;

/** Two identifiers that belong together, as far as the first fact that says so knows. */
export type Link = {
  readonly a: bigint;
  readonly b: bigint;
  readonly rule: string;
  /** Event time of the first sighting, ms. */
  readonly firstMs: number;
  readonly eventId: string;
  /** Which source told it, or who. */
  readonly source?: string;
};

/** People decided that two identifiers are never one person, or (without `b`) that one links nobody. */
export type Cut = { readonly a: bigint; readonly b: bigint | undefined };

export type Refusal =
  /** One end's type links nobody. */
  | { readonly type: 'shared_type'; readonly key: bigint }
  /** One end was seen with too many different people. */
  | { readonly type: 'shared_in_fact'; readonly key: bigint }
  /** The person would have more of a type than its limit. */
  | { readonly type: 'limit'; readonly idType: string }
  | { readonly type: 'size' }
  | { readonly type: 'cut' };

export type Verdict =
  /** It united two sets. */
  | { readonly type: 'joined' }
  /** They were one already. */
  | { readonly type: 'agrees' }
  /** The weaker end passed to another holder at the link's time. */
  | { readonly type: 'handed_over' }
  | { readonly type: 'refused'; readonly why: Refusal };

export type JudgedLink = Link & { readonly verdict: Verdict };

/** Whose an identifier was before it passed on, in event time: [fromMs, toMs). */
export type Tenure = {
  readonly key: bigint;
  readonly fromMs: number;
  readonly toMs: number;
  readonly profile: bigint;
};

export type Graph = {
  readonly links: readonly Link[];
  /** `''` for a key no event carried as an identifier. */
  readonly typeOf: (key: bigint) => string;
  readonly rulesOf: (type: string) => TypeRules;
  readonly cuts: readonly Cut[];
  /** Known to be seen with too many people, whatever of their links is here. */
  readonly hubs: ReadonlySet<bigint>;
};

export type Resolution = {
  /** Whose each identifier is now. */
  readonly profileOf: ReadonlyMap<bigint, bigint>;
  readonly links: readonly JudgedLink[];
  /** Past holders of identifiers that passed on. */
  readonly tenures: readonly Tenure[];
  /** Identifiers seen with too many people. */
  readonly hubs: ReadonlySet<bigint>;
};

/** No person has so many identifiers; a set that grows beyond is a fault of the data. */
export const maxProfileSize = 1_000;

export const compareKeys = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
