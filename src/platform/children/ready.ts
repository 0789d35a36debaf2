import { ChildStartError, describeExit, type ChildExit } from './child.ts';
import type { Output } from './output.ts';

/** Waits until the new child answers; a `ChildStartError` with its last words when it ends or takes too long. */
export const untilReady = async (args: {
  readonly child: string;
  readonly ready: () => Promise<boolean>;
  readonly exited: Promise<ChildExit>;
  readonly output: Output;
  readonly timeoutMs: number;
}): Promise<void> => {
  const deadline = performance.now() + args.timeoutMs;
  const state: { exit?: ChildExit } = {};
  void args.exited.then((exit) => (state.exit = exit));
  const failed = (reason: string): ChildStartError =>
    new ChildStartError({ child: args.child, reason, output: args.output.tail() });
  while (!(await args.ready())) {
    if (state.exit !== undefined) throw failed(`it ended with ${describeExit(state.exit)}`);
    if (performance.now() > deadline) throw failed(`no answer within ${args.timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
};
