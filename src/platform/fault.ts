import { writeSync } from 'node:fs';

const passings = new Map<string, number>();

/**
 * A named place where a fault test kills this process, as a power cut would.
 * `GYRE_FAULT_AT=plan/after-decisions` kills at the first passing, `…#3` at the third. Otherwise it does nothing.
 * With `GYRE_FAULT_SIGNAL=SIGSTOP` the process says so and stands still until it is woken, as one that is suspended.
 */
export const faultPoint = (name: string): void => {
  // read directly: it must work before and without the settings, and only tests set it
  const target = process.env['GYRE_FAULT_AT'];
  if (target === undefined) return;
  const passing = (passings.get(name) ?? 0) + 1;
  passings.set(name, passing);
  if (target === name ? passing !== 1 : target !== `${name}#${passing}`) return;
  if (process.env['GYRE_FAULT_SIGNAL'] !== 'SIGSTOP') return void process.kill(process.pid, 'SIGKILL');
  writeSync(1, `stopped at ${name}\n`);
  process.kill(process.pid, 'SIGSTOP');
};
