import { problem, unitHash } from '#platform';

/** In the order in which the unit interval is cut. */
export const groups = ['holdout', 'random', 'rule', 'model'] as const;

/** holdout gets nothing; random 随机组 anything; rule 经验组 what experience would do; model 模型组 the optimised plan. */
export type Group = (typeof groups)[number];

/** Shares in [0, 1] that add up to 1. */
export type GroupShares = Readonly<Record<Group, number>>;

/**
 * The group of a person in a program: a sticky draw that depends on nothing else, so that it is the same in every round
 * and on every machine, and independent of the groups in other programs.
 *
 * The holdout is cut first and the model last: taking from a later share to enlarge an earlier one moves few people.
 * @throws invalid_input when the shares do not add up to 1
 */
export const groupOf = ({ program, shares }: { program: string; shares: GroupShares }, profileId: string): Group => {
  const total = groups.reduce((sum, group) => sum + shares[group], 0);
  if (Math.abs(total - 1) > 1e-9)
    throw problem('invalid_input', { detail: 'group shares add up to 1', field: 'groups' });
  const draw = unitHash(program, profileId);
  let cumulative = 0;
  for (const group of groups) {
    cumulative += shares[group];
    if (draw < cumulative) return group;
  }
  // the last share may end a rounding error short of 1
  return 'model';
};
