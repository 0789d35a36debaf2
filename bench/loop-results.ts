import type { ProgramReader } from '#loop';

/** Net margin per head against the holdout with its 95 % interval, in minor units, all measured rounds together. */
export type GroupEstimate = {
  readonly group: string;
  readonly people: number;
  readonly perHead: { readonly estimate: number; readonly low: number; readonly high: number };
};

export const estimatesOf = ({ pooled }: Awaited<ReturnType<ProgramReader['one']>>): readonly GroupEstimate[] =>
  (pooled?.groups ?? []).flatMap(({ group, people, comparisons }) =>
    comparisons
      .filter(({ against }) => against === 'holdout')
      .map(({ netMarginPerHeadMinor }) => ({ group, people, perHead: netMarginPerHeadMinor })),
  );
