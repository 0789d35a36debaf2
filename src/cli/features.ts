import type { Command } from 'commander';
import { featureDeskOf, snapshotsKept, snapshotTime } from '#app';
import { terminalProgress } from '#platform';
import type { CatalogueFeature } from '../profile/feature-catalogue/schemas.ts';
import { withGyre } from './with-gyre.ts';

type Options = { readonly json?: boolean };

const print = (text: string): void => void process.stdout.write(`${text}\n`);
/** `gyre feature list` */
export const featureListCommand = (options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const { features, snapshots } = await featureDeskOf(gyre).list();
    if (options.json) return print(JSON.stringify({ features, snapshots }));
    const [latest] = snapshots;
    print(
      latest === undefined
        ? 'no snapshot yet: gyre feature snapshot takes one'
        : `as of ${latest.asOf}, ${latest.people} people`,
    );
    print(`${'feature'.padEnd(26)} ${'missing'.padStart(8)} ${'median'.padStart(10)} ${'mean'.padStart(10)}  drift`);
    for (const feature of features) print(lineOf(feature));
  });

const lineOf = ({ name, figures, drift }: CatalogueFeature): string => {
  const spread = figures?.spread;
  const share = figures ? `${((100 * figures.missing) / Math.max(1, figures.people)).toFixed(1)}%` : '–';
  const median = spread ? short(spread.quantiles.find(({ level }) => level === 0.5)?.value ?? 0) : '–';
  const moved = drift ? `${drift.psi.toFixed(3)} ${drift.verdict}` : '–';
  return `${name.padEnd(26)} ${share.padStart(8)} ${median.padStart(10)} ${(spread ? short(spread.mean) : '–').padStart(10)}  ${moved}`;
};

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** `gyre feature show NAME`: what it says, how it is spread, how it moved, who uses it. */
export const featureShowCommand = (name: string, options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const answer = await featureDeskOf(gyre).one(name);
    if (options.json) return print(JSON.stringify(answer));
    const { feature, history, models } = answer;
    print(`${feature.name}  ${feature.title.en}${feature.unit === null ? '' : ` (${feature.unit.en})`}`);
    print(`  ${feature.expression}\n  ${feature.meaning.en}`);
    for (const { kind, name: by } of feature.usedBy) print(`  used by ${kind} ${by}`);
    for (const { model, trainedAsOf, drift } of models)
      print(
        `  since ${model} was trained (${trainedAsOf}): ${drift ? `${drift.psi.toFixed(3)} ${drift.verdict}` : 'unknown'}`,
      );
    const { edges = [], people = [] } = feature.figures?.histogram ?? {};
    const most = Math.max(1, ...people);
    for (const [i, count] of people.entries()) {
      const band = i === 0 ? `< ${short(edges[0] ?? 0)}` : `≥ ${short(edges[i - 1])}`;
      print(`  ${band.padStart(12)} ${String(count).padStart(9)} ${'█'.repeat(Math.round((40 * count) / most))}`);
    }
    for (const { asOf, median, missingShare, psi } of history)
      print(
        `  ${asOf}  median ${median ?? '–'}  missing ${(100 * missingShare).toFixed(1)}%  psi ${psi?.toFixed(3) ?? '–'}`,
      );
  });

/** `gyre feature snapshot [--as-of DATE] [--keep N]` */
export const featureSnapshotCommand = (
  options: Options & { readonly asOf?: Date; readonly keep?: number },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const asOf = snapshotTime(options.asOf, gyre.clock.now());
    const { name, people, names } = await featureDeskOf(gyre).snapshot(
      { asOf, keep: options.keep ?? snapshotsKept },
      terminalProgress(process.stderr),
    );
    if (options.json) return print(JSON.stringify({ snapshot: name, people, features: names.length }));
    print(`${name}: ${names.length} features of ${people ?? 0} people`);
  });
