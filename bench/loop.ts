import { join } from 'node:path';
import { createWorkspace, demoWorld, packageRoot, runDemo, startServer, worldInbox } from '#app';
import { terminalProgress, workspaceClock } from '#platform';
import type { Bench } from './bench.ts';
import { type GroupEstimate, estimatesOf } from './loop-results.ts';
import { type RoundTruth, shareOf, sumOf, treatedGroups, trueRounds } from './loop-truth.ts';
import { textTable } from './text-table.ts';
import { inWorkspace } from './workspace.ts';

const program = 'repurchase';
const rounds = 3;

/** The loop in the simulated world: what Gyre measures, beside what only the world knows. */
export const loopBench: Bench = {
  name: 'loop',
  title: 'three rounds in the simulated world: what each group earned, measured and true, and the oracle’s share',
  run: async ({ customers, seed }) => {
    const clock = workspaceClock();
    const inbox = worldInbox();
    const progress = terminalProgress(process.stderr);
    return inWorkspace(
      async (gyre) => {
        const world = { ...demoWorld(new Date(), customers), seed, rounds };
        await createWorkspace(gyre.stores.postgres, { kind: 'demo', world, historySent: false, finished: false });
        clock.set(new Date(world.start));
        const server = await startServer(gyre, { consoleDir: join(packageRoot(), 'dist/console') });
        try {
          await runDemo({
            gyre,
            clock,
            inbox,
            url: server.url,
            documentsDir: join(packageRoot(), 'examples/lanjia'),
            progress,
            onUseful: () => {},
          });
          const task = progress.start('the truth about every decision');
          const truth = await trueRounds(gyre, program, world);
          task.done();
          return figuresOf(estimatesOf(await gyre.programs.one(program)), truth);
        } finally {
          await server.close();
        }
      },
      { clock, inbox },
    );
  },
};

const figuresOf = (estimates: readonly GroupEstimate[], truth: readonly RoundTruth[]) => {
  const all = { round: 0, groups: sumOf(truth) };
  const perHead = (round: RoundTruth) => ({
    ...Object.fromEntries(treatedGroups.map((group) => [group, cny(round.groups[group].earnedPerHead)])),
    oracle: cny(round.groups.model.oraclePerHead),
  });
  const shares = (round: RoundTruth) =>
    Object.fromEntries(treatedGroups.map((group) => [group, Number(shareOf(round.groups[group]).toFixed(3))]));
  return {
    json: {
      rounds: truth.length,
      currency: 'CNY',
      groups: Object.fromEntries(
        estimates.map(({ group, people, perHead: { estimate, low, high } }) => [
          group,
          { people, estimate: cny(estimate), low: cny(low), high: cny(high) },
        ]),
      ),
      true_per_head: perHead(all),
      oracle_share: shares(all),
      by_round: truth.map((round) => ({
        round: round.round,
        true_per_head: perHead(round),
        oracle_share: shares(round),
      })),
    },
    text: [
      textTable([
        ['measured, against the holdout', 'people', 'CNY per head', '95 % interval'],
        ...estimates.map(({ group, people, perHead: { estimate, low, high } }) => [
          group,
          people.toLocaleString('en'),
          cny(estimate).toFixed(2),
          `${cny(low).toFixed(2)} to ${cny(high).toFixed(2)}`,
        ]),
      ]),
      textTable([
        ['true, CNY per head', ...treatedGroups, 'oracle', ...treatedGroups.map((group) => `${group} / oracle`)],
        ...[...truth, all].map((round) => [
          round === all ? 'together' : `round ${round.round}`,
          ...treatedGroups.map((group) => cny(round.groups[group].earnedPerHead).toFixed(2)),
          cny(round.groups.model.oraclePerHead).toFixed(2),
          ...treatedGroups.map((group) => `${(100 * shareOf(round.groups[group])).toFixed(0)} %`),
        ]),
      ]),
    ].join('\n\n'),
  };
};

const cny = (minor: number): number => Math.round(minor) / 100;
