import { worldFigures } from '#world';
import type { Bench } from './bench.ts';
import { textTable } from './text-table.ts';

export const worldBench: Bench = {
  name: 'world',
  title: 'the simulated world: its history, its offers’ true effects, what an oracle would earn',
  run: async ({ seed, customers }) => {
    const figures = worldFigures({ seed, customers, start: new Date('2025-01-01'), months: 18 });
    const { history, buyers, offers, oracle } = figures;
    const cny = (amount: number): string => `${amount >= 0 ? '+' : ''}${amount.toFixed(2)} CNY`;
    const text = [
      textTable([
        ['history', ''],
        ['events', history.events.toLocaleString('en')],
        ['generated in, processor time', `${history.cpuSeconds.toFixed(1)} s`],
        ['buyers of the last 365 days', buyers.people.toLocaleString('en')],
        ['of whom order again in 30 days', `${(100 * buyers.repurchaseShare).toFixed(1)} %`],
        ['average order, margin', `${buyers.averageOrder.toFixed(0)} CNY, ${(100 * buyers.marginShare).toFixed(0)} %`],
      ]),
      textTable([
        ['if everybody got it', 'orders, points', 'earned per head'],
        ...offers.map(({ offer, channel, effectPoints, earnedPerHead }) => [
          `${offer}, ${channel}`,
          effectPoints.toFixed(2),
          cny(earnedPerHead),
        ]),
      ]),
      textTable([
        ['policy', 'earned per head'],
        ['everybody, a random offer', cny(oracle.everybodyRandom)],
        ['everybody, the one best offer', cny(oracle.bestOfferForEverybody)],
        [`the oracle, without limits, treating ${(100 * oracle.treatedShare).toFixed(0)} %`, cny(oracle.unconstrained)],
      ]),
    ].join('\n\n');
    return { json: figures, text };
  },
};
