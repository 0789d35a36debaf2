/**
 * What another policy would have earned per decision, estimated from decisions that were logged with their propensities.
 *
 * For logged decision i: reward r_i, propensity p_i = μ(a_i | x_i) of the logging policy, and π_i = π(a_i | x_i), the
 * probability that the policy in question would have done the same. Importance weight w_i = π_i / p_i.
 */
export type LoggedDecision = {
  readonly reward: number;
  readonly propensity: number;
  readonly targetProbability: number;
};

/** For the doubly robust estimate: a reward model's opinion. */
export type ModelledDecision = LoggedDecision & {
  /** q̂(x_i, a_i), of the action that was taken. */
  readonly predicted: number;
  /** Σ_a π(a | x_i) q̂(x_i, a), of the policy in question. */
  readonly predictedUnderTarget: number;
};

export type PolicyValue = {
  readonly estimate: number;
  readonly standardError: number;
  /** 95 %, normal approximation. */
  readonly low: number;
  readonly high: number;
  /** (Σ w)² / Σ w²: how many decisions of the target policy the log is worth. Trust nothing below some hundreds. */
  readonly effectiveSize: number;
};

/** Inverse propensity scoring (Horvitz & Thompson 1952): mean of w r. Unbiased where propensities are right. */
export const inversePropensity = (log: readonly LoggedDecision[]): PolicyValue =>
  meanOf(
    log,
    log.map((decision) => weight(decision) * decision.reward),
  );

/** Self-normalised IPS (Swaminathan & Joachims 2015): Σ w r / Σ w. Slightly biased, far less variable; error by the delta method. */
export const selfNormalised = (log: readonly LoggedDecision[]): PolicyValue => {
  const total = log.reduce((sum, decision) => sum + weight(decision), 0);
  if (total === 0) return meanOf(log, []);
  const estimate = log.reduce((sum, decision) => sum + weight(decision) * decision.reward, 0) / total;
  const squares = log.reduce((sum, decision) => sum + (weight(decision) * (decision.reward - estimate)) ** 2, 0);
  return withInterval(log, estimate, Math.sqrt(squares) / total);
};

/** Doubly robust (Dudík, Langford & Li 2011): mean of q̂(π) + w (r − q̂). Right if either the propensities or the model are. */
export const doublyRobust = (log: readonly ModelledDecision[]): PolicyValue =>
  meanOf(
    log,
    log.map((decision) => decision.predictedUnderTarget + weight(decision) * (decision.reward - decision.predicted)),
  );

const weight = ({ propensity, targetProbability }: LoggedDecision): number => targetProbability / propensity;

const meanOf = (log: readonly LoggedDecision[], terms: readonly number[]): PolicyValue => {
  const n = terms.length;
  const estimate = terms.reduce((sum, term) => sum + term, 0) / n;
  const variance = terms.reduce((sum, term) => sum + (term - estimate) ** 2, 0) / (n - 1);
  return withInterval(log, estimate, Math.sqrt(variance / n));
};

const withInterval = (log: readonly LoggedDecision[], estimate: number, standardError: number): PolicyValue => {
  const sum = log.reduce((total, decision) => total + weight(decision), 0);
  const squares = log.reduce((total, decision) => total + weight(decision) ** 2, 0);
  return {
    estimate,
    standardError,
    low: estimate - 1.959963984540054 * standardError,
    high: estimate + 1.959963984540054 * standardError,
    effectiveSize: squares > 0 ? (sum * sum) / squares : 0,
  };
};
