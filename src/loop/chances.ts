/**
 * Where everybody had the same chances, an arm's share of the day is its chance.
 * @param arms 0 for nothing, k for the k-th candidate, −1 for one that there is no more, which nobody is compared with
 * @returns per row the chance of nothing and of each candidate
 */
export const dayChances = (arms: readonly number[], candidates: number): readonly (readonly number[])[] => {
  const counts = new Array<number>(candidates + 1).fill(0);
  let total = 0;
  for (const arm of arms) {
    if (arm < 0) continue;
    counts[arm]++;
    total++;
  }
  const shares = counts.map((count) => count / Math.max(1, total));
  return arms.map(() => shares);
};

export type Open = {
  readonly arm: number;
  /** The candidates of today that were open to the person, from 1. */
  readonly open: readonly number[];
  /** How many there were in all, also those that there are no more. */
  readonly options: number;
};

/**
 * A round treats a share of those about whom chance decides, and gives each any of the candidates open to them with equal
 * chances (`uniformDesign`); the holdout is drawn like the others and is never treated. So all of them together had the
 * treated share of the whole, and each candidate a part of it, the larger the fewer are open to the person. To take a
 * candidate's share of the day for everybody's chance would make who can be reached by little look like an effect.
 *
 * Candidates that there are no more are left out, with whoever got them: what remains is conditional on that.
 */
export const openChances = (rows: readonly Open[], candidates: number): readonly (readonly number[])[] => {
  const treated = rows.filter(({ arm }) => arm !== 0).length / Math.max(1, rows.length);
  return rows.map(({ open, options }) => {
    const each = treated / options;
    const total = 1 - treated + each * open.length;
    const chance = new Array<number>(candidates + 1).fill(0);
    chance[0] = (1 - treated) / total;
    for (const k of open) chance[k] = each / total;
    return chance;
  });
};
