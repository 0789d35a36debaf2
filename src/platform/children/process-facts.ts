import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** True when a process with this id runs, whoever owns it. One that ended and was not yet collected does not run. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false;
  }
  return !hasEnded(pid);
};

/** States Z and X of proc(5). In a container whose first process collects nobody, a zombie stays for ever. */
const hasEnded = (pid: number): boolean => {
  try {
    return /[ZX]/.test(fieldsAfterName(readFileSync(`/proc/${pid}/stat`, 'utf8'))[0] ?? '');
  } catch {
    return false;
  }
};

// the command name stands in parentheses and may contain blanks, so count from the last parenthesis
const fieldsAfterName = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

/**
 * What tells this process from another one that later gets the same id: its start time.
 * Linux: field 22 of /proc/PID/stat (proc(5)), in ticks since boot. Elsewhere `ps` has it to the second.
 */
export const startedAt = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) return fieldsAfterName(stat)[19];
  return psField(pid, 'lstart');
};

/** The command line, or undefined when there is no such process or it is not ours to see. */
export const commandOf = async (pid: number): Promise<string | undefined> => {
  const bytes = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return bytes === undefined ? psField(pid, 'command') : bytes.replaceAll('\u0000', ' ').trim();
};

/** Resident memory in bytes, undefined when the process is gone. */
export const residentBytes = async (pid: number): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const kibibytes = status === undefined ? await psField(pid, 'rss') : /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
};

/** Sends a signal to a process that may be gone by now. */
export const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
  }
};

/** Polls until the process is gone; false when it still lives after the time given. */
export const waitUntilGone = async (pid: number, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
};

const psField = async (pid: number, field: string): Promise<string | undefined> => {
  try {
    const { stdout } = await run('ps', ['-o', `${field}=`, '-p', String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
};
