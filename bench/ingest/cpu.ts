import { readFile } from 'node:fs/promises';

// USER_HZ of proc(5): a hundred ticks a second on every Linux that Node runs on
const tickMs = 10;

/** Processor time a process has used, all its threads, milliseconds. Linux only. */
export const cpuMs = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // the name in parentheses may hold blanks; utime and stime are the 12th and 13th field after it
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
};
