export type BackOff = {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** After so many failures in a row it is given up. */
  readonly attempts: number;
  /** A child that lived at least this long had recovered: earlier failures no longer count. */
  readonly forgetAfterMs: number;
};

export const defaultBackOff: BackOff = { firstMs: 200, factor: 2, maxMs: 15_000, attempts: 8, forgetAfterMs: 60_000 };

/** The pause before the nth restart (from 1) in milliseconds; undefined when it is time to give up. */
export const pauseMs = (failures: number, rules: BackOff): number | undefined =>
  failures > rules.attempts ? undefined : Math.min(rules.maxMs, rules.firstMs * rules.factor ** (failures - 1));
