import { estimateOf, type Estimate, type Finding } from './estimate.ts';

const estimatesOf = (findings: readonly Finding[]): readonly Estimate[] =>
  findings.filter((finding) => finding.type === 'estimate').filter(({ standardError }) => standardError > 0);

/**
 * One effect seen in several rounds: weights 1/se², the smallest variance there is (fixed effect; Hedges & Olkin 1985).
 * Right for an effect per head. People who are in several rounds make the rounds' errors depend on each other a little; that is not
 * modelled.
 */
export const pooledByPrecision = (findings: readonly Finding[]): Finding => {
  const estimates = estimatesOf(findings);
  if (estimates.length === 0) return { type: 'not_enough', of: 'people' };
  const weights = estimates.map(({ standardError }) => 1 / standardError ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const estimate = estimates.reduce((sum, finding, i) => sum + finding.estimate * weights[i], 0) / total;
  return estimateOf(estimate, Math.sqrt(1 / total));
};

/** Totals add up: what several rounds earned together. Not enough in any round is not enough for the sum. */
export const summed = (findings: readonly Finding[]): Finding => {
  const missing = findings.find((finding) => finding.type === 'not_enough');
  if (missing) return missing;
  const estimates = estimatesOf(findings);
  if (estimates.length === 0) return { type: 'not_enough', of: 'people' };
  const sum = (part: (finding: Estimate) => number): number =>
    estimates.reduce((total, finding) => total + part(finding), 0);
  return estimateOf(
    sum(({ estimate }) => estimate),
    Math.sqrt(sum(({ standardError }) => standardError ** 2)),
  );
};
