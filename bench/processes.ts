import { readdir, readFile } from 'node:fs/promises';

export type MemoryMb = {
  readonly gyre: number;
  readonly clickhouse: number;
  readonly postgres: number;
  readonly total: number;
};

type Process = { readonly pid: number; readonly parent: number; readonly command: string };

/**
 * Memory that a process and all its descendants keep resident, by whose it is. Shared pages (PostgreSQL's backends
 * share their buffers) are divided among those who map them: the proportional set size of proc_pid_smaps(5), so that
 * the sum is what the machine really gives. Linux only.
 */
export const memoryOf = async (root: number): Promise<MemoryMb> => {
  const memory = { gyre: 0, clickhouse: 0, postgres: 0 };
  for (const process of await descendants(root)) memory[ownerOf(process, root)] += await residentMb(process.pid);
  const rounded = (mb: number): number => Math.round(mb * 10) / 10;
  return {
    gyre: rounded(memory.gyre),
    clickhouse: rounded(memory.clickhouse),
    postgres: rounded(memory.postgres),
    total: rounded(memory.gyre + memory.clickhouse + memory.postgres),
  };
};

/** Processor time that a process and all its living descendants have used, in seconds. Linux only. */
export const cpuSecondsOf = async (root: number): Promise<number> => {
  const ticks = await Promise.all(
    (await descendants(root)).map(async ({ pid }) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // user and system time, the 14th and 15th field of proc_pid_stat(5), in hundredths of a second
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    }),
  );
  return ticks.reduce((sum, each) => sum + each, 0) / 100;
};

const ownerOf = ({ pid, command }: Process, root: number): 'gyre' | 'clickhouse' | 'postgres' => {
  if (pid === root) return 'gyre';
  if (/postgres/.test(command)) return 'postgres';
  return /clickhouse/.test(command) ? 'clickhouse' : 'gyre';
};

const descendants = async (root: number): Promise<readonly Process[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(readProcess))).flatMap((process) => process ?? []);
  const family = all.filter(({ pid }) => pid === root);
  for (let at = 0; at < family.length; at++) family.push(...all.filter(({ parent }) => parent === family[at].pid));
  return family;
};

/** Nothing for a process that ended meanwhile. */
const readProcess = async (pid: number): Promise<Process | undefined> => {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // the name in parentheses may hold spaces; the parent is the second field after it
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { pid, parent, command: command.replaceAll('\0', ' ') };
  } catch {
    return undefined;
  }
};

const residentMb = async (pid: number): Promise<number> => {
  const kibOf = async (file: string, field: string): Promise<number> => {
    const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  };
  return ((await kibOf('smaps_rollup', 'Pss')) || (await kibOf('status', 'VmRSS'))) / 1024;
};
