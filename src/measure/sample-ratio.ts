import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { problem } from '#platform';

export type SampleRatio = {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** False: the groups are not what was drawn, and no comparison of them can be trusted. */
  readonly ok: boolean;
};

/** A mismatch is a defect and not a finding, and every round is checked, so the bar is high (Fabijan et al. 2019). */
const alarm = 0.001;

/**
 * Sample-ratio mismatch: Pearson's χ² of realised group sizes against declared shares. Groups with share 0 are left out.
 * @throws invalid_input when somebody is in a group whose share is 0
 */
export const sampleRatio = (groups: readonly { readonly people: number; readonly share: number }[]): SampleRatio => {
  if (groups.some(({ people, share }) => people > 0 && share <= 0))
    throw problem('invalid_input', { detail: 'people in a group whose share is 0', field: 'shares' });
  const drawn = groups.filter(({ share }) => share > 0);
  const people = drawn.reduce((sum, group) => sum + group.people, 0);
  const shares = drawn.reduce((sum, group) => sum + group.share, 0);
  const chiSquare = drawn.reduce((sum, group) => {
    const expected = (people * group.share) / shares;
    return expected > 0 ? sum + (group.people - expected) ** 2 / expected : sum;
  }, 0);
  const degreesOfFreedom = drawn.length - 1;
  const pValue = degreesOfFreedom > 0 && people > 0 ? 1 - chiSquareCdf(chiSquare, degreesOfFreedom) : 1;
  return { chiSquare, degreesOfFreedom, pValue, ok: pValue >= alarm };
};
