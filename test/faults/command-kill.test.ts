import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '#app';
import { seededRandom, silentLogger } from '#platform';
import { openStores } from '#platform/db/stores.ts';
import { purchases } from '../scenarios/purchases.ts';
import { secret } from '../scenarios/small-brand.ts';
import { differences, type EndState, endState } from './end-state.ts';
import { buildPrograms, type Built } from './fault-process.ts';

const examples = join(packageRoot(), 'examples/cdnow');

let directory: string;
let built: Built;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gyre-command-'));
  built = await buildPrograms({});
});
afterAll(async () => {
  await built.remove();
  await rm(directory, { recursive: true, force: true });
});

const gyre = (data: string, args: readonly string[], killAfterMs?: number) =>
  built.run('main', {
    args: [...args, '--data', data],
    env: { GYRE_MEMORY_MIB: '1024', GYRE_SECRET: secret, GYRE_LOG: 'error' },
    ...(killAfterMs === undefined ? {} : { killAfterMs }),
  });

const done = async (data: string, args: readonly string[]) => {
  const ended = await gyre(data, args);
  expect({ ...ended, args }).toMatchObject({ code: 0, signal: null, stderr: expect.not.stringContaining('Error') });
  return ended;
};

/** These commands live by the wall clock, which no two runs share. */
const withoutTimes = (state: EndState): EndState => {
  const masked = Object.entries(state).map(([part, rows]) => [
    part,
    rows.map((row) => row.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'then')),
  ]);
  // fromEntries forgets the parts' names; they are those of the state
  return Object.fromEntries(masked) as EndState;
};

const stateOf = async (data: string): Promise<EndState> => {
  const stores = await openStores({ dataDir: data, mode: 'own', memoryBytes: 2 ** 30, log: silentLogger() });
  try {
    return withoutTimes(await endState(stores));
  } finally {
    await stores.stop();
  }
};

test('commands that are killed with the stores they started, and given again, end as if nothing had been', async () => {
  const file = join(directory, 'purchases.csv');
  await writeFile(file, purchases());
  const importing = ['import', file, '--mapping', join(examples, 'mapping.yaml')];
  const applying = ['apply', '-f', examples];
  const round = ['round', 'repurchase', '--as-of', '2021-06-01'];
  const [undisturbed, disturbed] = [join(directory, 'undisturbed'), join(directory, 'disturbed')];
  const { durationMs: importMs } = await done(undisturbed, importing);
  await done(undisturbed, applying);
  const { durationMs: roundMs } = await done(undisturbed, round);
  const random = seededRandom('kills of a command');
  const dies = (args: readonly string[], wholeMs: number) =>
    gyre(disturbed, args, wholeMs * (0.4 + 0.5 * random.next()));
  await dies(importing, importMs);
  await done(disturbed, importing);
  await done(disturbed, applying);
  await dies(round, roundMs);
  await dies(round, roundMs);
  const { code, stderr } = await gyre(disturbed, round);
  // the last kill may have come after the end
  if (code !== 0) expect(stderr).toMatch(/was decided at/);

  const expected = await stateOf(undisturbed);
  expect(expected.decisions.length).toBeGreaterThan(300);
  expect(expected.outcomes.length).toBe(expected.decisions.length);
  expect(differences(expected, await stateOf(disturbed))).toEqual({});
}, 400_000);
