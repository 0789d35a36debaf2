export type DiffLine = { readonly type: 'same' | 'added' | 'removed'; readonly text: string };

/**
 * Lines of `after` against `before` by their longest common subsequence (Hunt & McIlroy 1976, the plain dynamic table).
 * Equal beginnings and ends are cut off first, so that a small change in a long document stays cheap.
 */
export const lineDiff = (before: string, after: string): readonly DiffLine[] => {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const same = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ type: 'same', text }));
  return [
    ...same(a.slice(0, head)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ];
};

const middle = (a: readonly string[], b: readonly string[]): readonly DiffLine[] => {
  const width = b.length + 1;
  /** common[i·width + j]: length of the longest common subsequence of a[i…] and b[j…]. */
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ type: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ type: 'removed', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ type: 'added', text: b[j] ?? '' });
      j += 1;
    }
  }
  return lines;
};

/** Only what changed, with `around` lines of surroundings; `null` stands for what was left out. */
export const withSurroundings = (lines: readonly DiffLine[], around = 2): readonly (DiffLine | null)[] => {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ type }) => type !== 'same'),
  );
  return lines.flatMap((line, index): readonly (DiffLine | null)[] =>
    near[index] === true ? [line] : near[index - 1] === true || index === 0 ? [null] : [],
  );
};
