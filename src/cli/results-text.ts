import type { ProgramAnswer } from '../loop/schemas.ts';
import type { Interval } from '../platform/schemas.ts';

/** A program's results as a table for the terminal: money in major units, always with its interval. */
export const resultsText = ({ title, currency, rounds, pooled }: ProgramAnswer): string => {
  const lines = [`${title.zh} ${title.en}`, ''];
  for (const round of rounds) {
    lines.push(
      `  round ${round.round}  ${round.asOf.slice(0, 10)} – ${round.horizonEnd.slice(0, 10)}  ${round.state.padEnd(7)}  ${round.people.toLocaleString('en')} people, ` +
        `spent ${money(round.spentMinor, currency)} of ${money(round.budgetMinor, currency)}` +
        (round.earnedMinor ? `, earned ${interval(round.earnedMinor, currency)}` : ''),
      ...round.notes.map(({ en }) => `    ${en}`),
    );
  }
  if (!pooled) return `${[...lines, '', '  No round is measured yet.'].join('\n')}\n`;
  lines.push(
    '',
    '  all measured rounds together',
    `  ${'group'.padEnd(9)}${'people'.padStart(9)}${'chosen'.padStart(9)}${'buyers'.padStart(9)}${'redeemed'.padStart(10)}   net margin against …`,
  );
  for (const group of pooled.groups) {
    lines.push(
      `  ${group.group.padEnd(9)}${group.people.toLocaleString('en').padStart(9)}${group.chosen.toLocaleString('en').padStart(9)}${group.buyers.toLocaleString('en').padStart(9)}${group.redeemed.toLocaleString('en').padStart(10)}`,
      ...group.comparisons.map(
        (each) =>
          `${' '.repeat(46)}   ${each.against.padEnd(8)} ${interval(each.netMarginPerHeadMinor, currency)} per head, ${interval(each.netMarginTotalMinor, currency)} in all`,
      ),
    );
  }
  lines.push(
    '',
    `  sample ratio ${pooled.sampleRatio.ok ? 'as declared' : 'NOT as declared: do not trust the comparison'} (p = ${pooled.sampleRatio.pValue.toFixed(3)})`,
  );
  return `${lines.join('\n')}\n`;
};

const money = (minor: number, currency: string): string =>
  `${(minor / 100).toLocaleString('en', { maximumFractionDigits: 0 })} ${currency}`;

const interval = ({ estimate, low, high }: Interval, currency: string): string => {
  const digits = Math.abs(estimate) >= 100_000 ? 0 : 2;
  const text = (minor: number): string =>
    (minor / 100).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(estimate)} ${currency} [${text(low)}, ${text(high)}]`;
};
