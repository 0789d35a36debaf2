export type ExpectedValueInput = {
  /** N × O row-major: by how much the candidate raises the person's probability of reaching the goal. May be negative. */
  readonly effect: Float32Array | Float64Array;
  /** N × O row-major: probability that the benefit is used when this candidate is sent, incremental or not. */
  readonly useProbability: Float32Array | Float64Array;
  /** Margin of the order that the goal brings, in minor units: N of them, or N × O where it depends on the candidate. */
  readonly marginMinor: ArrayLike<number>;
  /** O: what one message costs, and what one use of the benefit costs. */
  readonly candidates: readonly { readonly messageCostMinor: number; readonly costPerUseMinor: number }[];
  /** Whether person u may get candidate o at all: consent, contact policy, eligibility. Everyone may if left out. */
  readonly eligible?: (person: number, candidate: number) => boolean;
};

/**
 * V = effect × margin and C = message + P(use) × benefit, in minor units. The benefit is paid to everybody who uses it,
 * also to those who would have bought anyway: that is why C uses the probability of use and not its increment.
 */
export const expectedValue = ({
  effect,
  useProbability,
  marginMinor,
  candidates,
  eligible = () => true,
}: ExpectedValueInput): { readonly value: Float32Array; readonly cost: Float32Array } => {
  const value = new Float32Array(effect.length);
  const cost = new Float32Array(effect.length);
  const perCell = marginMinor.length === effect.length;
  for (let person = 0, cell = 0; cell < effect.length; person++)
    for (const [o, { messageCostMinor, costPerUseMinor }] of candidates.entries()) {
      value[cell] = eligible(person, o) ? effect[cell] * marginMinor[perCell ? cell : person] : -Infinity;
      cost[cell] = messageCostMinor + useProbability[cell] * costPerUseMinor;
      cell++;
    }
  return { value, cost };
};
