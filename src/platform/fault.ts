const passings = new Map<string, number>();

/**
 * A named place where a fault test kills this process, as a power cut would.
 * `GYRE_FAULT_AT=plan/after-decisions` kills at the first passing, `…#3` at the third. Otherwise it does nothing.
 */
export const faultPoint = (name: string): void => {
  // read directly: it must work before and without the settings, and only tests set it
  const target = process.env['GYRE_FAULT_AT'];
  if (target === undefined) return;
  const passing = (passings.get(name) ?? 0) + 1;
  passings.set(name, passing);
  if (target === name ? passing === 1 : target === `${name}#${passing}`) process.kill(process.pid, 'SIGKILL');
};
