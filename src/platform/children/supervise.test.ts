import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { silentLogger } from '../log.ts';
import { ChildStartError, exitOf, type ChildProgram } from './child.ts';
import { isAlive } from './process-facts.ts';
import { supervise, type Supervision } from './supervise.ts';

const log = silentLogger();
const quick: Supervision = {
  log,
  health: { everyMs: 20, patiencePolls: 2 },
  backOff: { firstMs: 20, factor: 2, maxMs: 100, attempts: 3 },
};

type Behaviour = { readonly healthy?: () => boolean; readonly mayStart?: () => boolean };

/** A child that sleeps, and what the tests saw of it. */
const aSleeper = ({ healthy = () => true, mayStart = () => true }: Behaviour = {}) => {
  const starts: { port: number; atMs: number }[] = [];
  const program: ChildProgram = {
    name: 'sleeper',
    start: async (port) => {
      starts.push({ port, atMs: performance.now() });
      if (!mayStart()) throw new ChildStartError({ child: 'sleeper', reason: 'it will not', output: '' });
      const child = spawn('sleep', ['1000']);
      const exited = exitOf(child);
      return {
        pid: child.pid ?? 0,
        url: `tcp://127.0.0.1:${port}`,
        exited,
        healthy: async () => healthy(),
        stop: async () => {
          child.kill('SIGTERM');
          await exited;
        },
        kill: () => void child.kill('SIGKILL'),
      };
    },
  };
  return { program, starts };
};

describe('a supervised child', () => {
  test('that crashes runs again, at the same address', async () => {
    const { program, starts } = aSleeper();
    const child = await supervise(program, quick);
    const firstPid = child.pid();
    process.kill(firstPid, 'SIGKILL');
    await vi.waitFor(() => expect(child.restarts()).toBe(1), 30_000);
    expect(child.pid()).not.toBe(firstPid);
    expect(new Set(starts.map(({ port }) => port)).size).toBe(1);
    expect(child.state()).toBe('running');
    await child.stop();
    expect(isAlive(child.pid())).toBe(false);
    expect(child.state()).toBe('stopped');
  });

  test('that hangs is killed and started anew', async () => {
    let well = false;
    const { program } = aSleeper({ healthy: () => well });
    const child = await supervise(program, quick);
    const firstPid = child.pid();
    await vi.waitFor(() => expect(child.restarts()).toBeGreaterThan(0), 30_000);
    well = true;
    expect(isAlive(firstPid)).toBe(false);
    await child.stop();
  });

  test('that holds more memory than its cap is started anew', async () => {
    const { program, starts } = aSleeper();
    const child = await supervise(program, { ...quick, health: { everyMs: 20, patiencePolls: 2, memoryCapBytes: 1 } });
    await vi.waitFor(() => expect(starts.length).toBeGreaterThan(1), 30_000);
    await child.stop();
  });

  test('that reports its memory is left alone below the cap', async () => {
    const { program } = aSleeper();
    const child = await supervise(program, {
      ...quick,
      health: { everyMs: 10, patiencePolls: 1, memoryCapBytes: 2 ** 30 },
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(child.restarts()).toBe(0);
    expect(await child.residentBytes()).toBeGreaterThan(100_000);
    await child.stop();
  });

  test('that cannot come back is given up, with growing pauses and one loud word', async () => {
    let may = true;
    const { program, starts } = aSleeper({ mayStart: () => may });
    const onGiveUp = vi.fn<() => void>();
    const child = await supervise(program, { ...quick, onGiveUp });
    may = false;
    process.kill(child.pid(), 'SIGKILL');
    await vi.waitFor(() => expect(onGiveUp).toHaveBeenCalledOnce(), 30_000);
    expect(child.state()).toBe('given-up');
    expect(starts).toHaveLength(1 + 3);
    const pauses = starts.slice(2).map(({ atMs }, nth) => atMs - (starts[nth + 1]?.atMs ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(39);
    expect(pauses[1]).toBeGreaterThanOrEqual(79);
    await child.stop();
  });

  test('that was stopped does not come back', async () => {
    const { program, starts } = aSleeper();
    const child = await supervise(program, quick);
    await child.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(starts).toHaveLength(1);
  });

  test('takes its last port when it is free and another one when it is not', async () => {
    const { program } = aSleeper();
    const first = await supervise(program, quick);
    await first.stop();
    const second = await supervise(program, { ...quick, preferredPort: first.port });
    await second.stop();
    expect(second.port).toBe(first.port);

    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(first.port, '127.0.0.1', resolve));
    const third = await supervise(program, { ...quick, preferredPort: first.port });
    await third.stop();
    squatter.close();
    expect(third.port).not.toBe(first.port);
  });
});

test('a child whose first start fails is reported at once, with its last words', async () => {
  const { program, starts } = aSleeper({ mayStart: () => false });
  await expect(supervise(program, quick)).rejects.toThrow('sleeper did not start: it will not');
  expect(starts).toHaveLength(1);
});

test('when the port is taken between choosing and binding, another is tried', async () => {
  const { program } = aSleeper();
  const ports: number[] = [];
  const unlucky: ChildProgram = {
    name: 'unlucky',
    start: async (port) => {
      ports.push(port);
      if (ports.length > 1) return program.start(port);
      throw new ChildStartError({
        child: 'unlucky',
        reason: 'it ended',
        output: `bind 127.0.0.1:${port}: Address already in use`,
      });
    },
  };
  const child = await supervise(unlucky, quick);
  expect(new Set(ports).size).toBe(2);
  await child.stop();
});
