import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';
import { packageRoot } from '#app';
import { answerOfScript } from './script-answer.ts';

/** Bundles of programs and of the `gyre` command (`main`), beside the workers and children that they start. */
export type Built = {
  readonly start: (program: string, args: RunArgs) => Running;
  /** Starts it and waits for its end, whatever that is. */
  readonly run: (program: string, args: RunArgs) => Promise<Ended>;
  readonly remove: () => Promise<void>;
};

export type Running = {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
  /** Resolves with the first match in what it prints; rejects when it ends without one. */
  readonly says: (pattern: RegExp) => Promise<string>;
};

export type RunArgs = {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The fault point at which it must die. */
  readonly dieAt?: string;
  /** The fault point at which it stands still, having said `stopped at …`, until it gets SIGCONT. */
  readonly stopAt?: string;
  /** Killed so long after it was started, in milliseconds, if it has not ended by then. */
  readonly killAfterMs?: number;
};

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
};

/** Dozens of processes start in a fifth of the time that the TypeScript loader would take. */
export const buildPrograms = async (sources: Readonly<Record<string, string>>): Promise<Built> => {
  const directory = await mkdtemp(join(packageRoot(), 'node_modules', '.gyre-test-'));
  const entries = z.record(z.string(), z.string()).parse(answerOfScript('outputs.mjs', 'serverEntries'));
  await build({
    absWorkingDir: packageRoot(),
    entryPoints: { ...entries, ...sources },
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    loader: { '.wasm': 'binary', '.sql': 'text' },
    logLevel: 'warning',
  });
  return {
    start: (program, args) => startProgram(join(directory, `${program}.js`), args),
    run: (program, args) => startProgram(join(directory, `${program}.js`), args).ended,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
};

const startProgram = (program: string, { args, env, dieAt, stopAt, killAfterMs }: RunArgs): Running => {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      ...process.env,
      ...env,
      ...(dieAt === undefined ? {} : { GYRE_FAULT_AT: dieAt }),
      ...(stopAt === undefined ? {} : { GYRE_FAULT_AT: stopAt, GYRE_FAULT_SIGNAL: 'SIGSTOP' }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, durationMs: performance.now() - startedMs });
    });
  });
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const [, found] = pattern.exec(stdout) ?? [];
          if (found !== undefined) resolve(found);
        };
        look();
        child.stdout.on('data', look);
        ended.then(
          ({ code, signal }) => reject(new Error(`ended with ${code ?? signal} before it said ${pattern}: ${stderr}`)),
          reject,
        );
      }),
  };
};
