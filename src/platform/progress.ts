/** Long work tells how far it is. `total` may come later or never. */
export type Task = {
  readonly add: (count: number) => void;
  readonly set: (count: number, total?: number) => void;
  readonly done: (note?: string) => void;
  readonly fail: (note: string) => void;
};

export type Progress = { readonly start: (label: string, total?: number) => Task };

const nothing = (): void => {};
export const silentProgress = (): Progress => ({
  start: () => ({ add: nothing, set: nothing, done: nothing, fail: nothing }),
});

/**
 * One line a task. On a terminal the line is redrawn in place; in a pipe only the finished line is written,
 * so that logs stay readable.
 */
export const terminalProgress = (stream: NodeJS.WriteStream): Progress => ({
  start(label, total) {
    const started = performance.now();
    let count = 0;
    let whole = total;
    let drawn = 0;
    const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    const draw = (): void => {
      if (!stream.isTTY || performance.now() - drawn < 80) return;
      drawn = performance.now();
      const share = whole ? Math.min(1, count / whole) : undefined;
      const amount = whole ? `${Math.round((share ?? 0) * 100)} %` : count > 0 ? count.toLocaleString('en') : '';
      stream.write(`\r\u001b[2K  ${bar(share)} ${label}  ${amount}  ${seconds()}`);
    };
    const end = (mark: string, note = ''): void => {
      stream.write(
        `${stream.isTTY ? '\r\u001b[2K' : ''}  ${mark} ${label}${note ? `  ${note}` : ''}  (${seconds()})\n`,
      );
    };
    draw();
    return {
      add: (n) => {
        count += n;
        draw();
      },
      set: (n, newTotal) => {
        count = n;
        whole = newTotal ?? whole;
        draw();
      },
      done: (note) => end('✓', note),
      fail: (note) => end('✗', note),
    };
  },
});

const bar = (share: number | undefined): string => {
  const width = 24;
  if (share === undefined) return `[${'·'.repeat(width)}]`;
  const full = Math.round(share * width);
  return `[${'█'.repeat(full)}${'·'.repeat(width - full)}]`;
};
