import type { Bias } from './schemas.ts';

/** Counts of one band of an attribute: among all, and among those seen. */
export type Band = { readonly band: string; readonly whole: number; readonly seen: number };

/**
 * Population stability index: Σ (p − q) · ln(p / q) over the bands, p the share among those seen, q among all.
 * Half a person is added to each band, so that an empty one is large and not infinite. Below 0.1 the populations are taken
 * as the same, from 0.25 on as different (Siddiqi 2006, Credit Risk Scorecards, ch. 8).
 */
export const stabilityIndex = (attribute: string, bands: readonly Band[]): Bias => {
  const whole = bands.reduce((sum, band) => sum + band.whole + 0.5, 0);
  const seen = bands.reduce((sum, band) => sum + band.seen + 0.5, 0);
  const shares = bands.map((band) => ({
    band: band.band,
    whole: (band.whole + 0.5) / whole,
    seen: (band.seen + 0.5) / seen,
  }));
  const psi = shares.reduce((sum, share) => sum + (share.seen - share.whole) * Math.log(share.seen / share.whole), 0);
  return { attribute, psi, verdict: psi < 0.1 ? 'same' : psi < 0.25 ? 'shifted' : 'different', bands: shares };
};
