export type Step = { readonly from: number; readonly to: number };

/** From the prior on, each field's bits standing on those before it, and the scale that holds them all and zero. */
export const waterfallSteps = (
  priorBits: number,
  bits: readonly number[],
): { readonly steps: readonly Step[]; readonly low: number; readonly high: number } => {
  const steps: Step[] = [];
  let at = 0;
  for (const each of [priorBits, ...bits]) {
    steps.push({ from: at, to: at + each });
    at += each;
  }
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  return { steps, low: Math.min(0, ...ends), high: Math.max(1, ...ends) };
};
