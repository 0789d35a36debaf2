import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '#app';
import { type Bench, BenchProblem } from './bench.ts';
import { type MemoryMb, memoryOf } from './processes.ts';
import { textTable } from './text-table.ts';

const open = /Gyre is open at (\S+)/;
const turned = /The loop has turned three times/;
const mostMs = 600_000;

/** What a newcomer waits for, on a fresh data directory and then on the one that is left behind. */
export const startBench: Bench = {
  name: 'start',
  title: 'seconds to the first useful screen, to three rounds, and of a second start; memory of all processes',
  run: async ({ customers }) => {
    build();
    const dataDir = await mkdtemp(join(tmpdir(), 'gyre-bench-'));
    try {
      const first = await started(dataDir, customers);
      const useful = await first.until(open);
      await answers(useful.match[1]);
      const usefulMemory = await first.memory();
      const three = await first.until(turned);
      const memory = await first.memory();
      await first.stop();
      build();
      const second = await started(dataDir, customers);
      const again = await second.until(open);
      await answers(again.match[1]);
      const againMemory = await second.memory();
      await second.stop();
      return {
        json: {
          customers,
          first_useful_s: useful.seconds,
          three_rounds_s: three.seconds,
          second_start_s: again.seconds,
          memory_mb: memory,
          first_useful_memory_mb: usefulMemory,
          second_start_memory_mb: againMemory,
        },
        text: textTable([
          ['', 'seconds', 'MB in all', 'Gyre', 'ClickHouse', 'PostgreSQL'],
          ['first useful screen', ...cells(useful.seconds, usefulMemory)],
          ['the loop has turned three times', ...cells(three.seconds, memory)],
          ['second start', ...cells(again.seconds, againMemory)],
        ]),
      };
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

const cells = (seconds: number, { total, gyre, clickhouse, postgres }: MemoryMb): string[] => [
  seconds.toFixed(1),
  ...[total, gyre, clickhouse, postgres].map((mb) => mb.toFixed(0)),
];

const program = join(packageRoot(), 'scripts/gyre.mjs');

/** What `npm ci` has built is not built while the clock runs, also when somebody edits a source meanwhile. */
const build = (): void => void spawnSync(process.execPath, [program, '--version'], { stdio: 'ignore' });

type Line = { readonly match: RegExpExecArray; readonly seconds: number };
type Started = {
  /** The first line that matches, and when it came, from the start of the process. */
  readonly until: (pattern: RegExp) => Promise<Line>;
  readonly memory: () => Promise<MemoryMb>;
  readonly stop: () => Promise<void>;
};

const started = async (dataDir: string, customers: number): Promise<Started> => {
  const beganMs = performance.now();
  const child = spawn(
    process.execPath,
    [program, 'start', '--data', dataDir, '--port', '0', '--customers', String(customers)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  // whatever ends the bench, the servers it started end with it
  const end = (): void => void child.kill('SIGTERM');
  process.once('exit', end);
  void exited.then(() => process.off('exit', end));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const lines: { readonly text: string; readonly seconds: number }[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (text) => lines.push({ text, seconds: Math.round(performance.now() - beganMs) / 1000 }));
  const find = (pattern: RegExp): Line | undefined => {
    for (const { text, seconds } of lines) {
      const match = pattern.exec(text);
      if (match) return { match, seconds };
    }
    return undefined;
  };
  return {
    until: async (pattern) => {
      const giveUp = AbortSignal.timeout(mostMs);
      for (;;) {
        const line = find(pattern);
        if (line) return line;
        if (child.exitCode !== null || giveUp.aborted) {
          child.kill('SIGTERM');
          throw new BenchProblem(
            `gyre start ${giveUp.aborted ? 'took too long' : `ended with ${child.exitCode}`} before it said ${pattern}:\n${lines.map(({ text }) => text).join('\n')}`,
          );
        }
        await Promise.race([once(reader, 'line', { signal: giveUp }), exited]).catch(() => undefined);
      }
    },
    memory: () => memoryOf(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};

/** The console's page has to come, not only the line that says so. */
const answers = async (url: string | undefined): Promise<void> => {
  const answer = await fetch(`${url}/`);
  if (answer.status !== 200) throw new BenchProblem(`GET ${url}/ answered ${answer.status}`);
};
