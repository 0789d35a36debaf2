/** Durations by the tenth of a millisecond up to a minute: bounded, however long it runs. */
export const createHistogram = () => {
  const counts = new Uint32Array(600_001);
  let total = 0;
  return {
    add: (ms: number): void => {
      const at = Math.min(counts.length - 1, Math.round(ms * 10));
      counts[at] = (counts[at] ?? 0) + 1;
      total++;
    },
    /** The duration that the share `q` does not exceed, milliseconds. */
    quantile: (q: number): number => {
      let seen = 0;
      for (let at = 0; at < counts.length; at++) {
        seen += counts[at] ?? 0;
        if (seen >= q * total && seen > 0) return at / 10;
      }
      return 0;
    },
  };
};
