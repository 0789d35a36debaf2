import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { applyDirectory, createWorkspace, packageRoot } from '#app';
import { parseMapping } from '#collect';
import { identifyAll } from '#identify';
import { type Backtest, backtest } from '#loop';
import { terminalProgress } from '#platform';
import { type Bench, BenchProblem } from './bench.ts';
import { textTable } from './text-table.ts';
import { inWorkspace } from './workspace.ts';

/** Public data sets with a date in their past; everything after it is what the models are judged by. */
const datasets = [
  { name: 'online_retail', file: 'online_retail_2010-12_2011-12.csv.gz', example: 'online-retail', asOf: '2011-09-09' },
  { name: 'cdnow', file: 'cdnow_master.csv.gz', example: 'cdnow', asOf: '1997-12-31' },
] as const;

type Dataset = (typeof datasets)[number];

export const backtestBench: Bench = {
  name: 'backtest',
  title: 'two public data sets put back to a date: whom model, rule and chance would have picked, and what those spent',
  run: async ({ dataFolder, dataset }) => {
    const wanted = datasets.filter(({ name }) => dataset === undefined || name === dataset);
    if (wanted.length === 0)
      throw new BenchProblem(`No data set "${dataset}"; there are ${datasets.map(({ name }) => name).join(' and ')}.`);
    const reports: { readonly name: string; readonly report: Backtest }[] = [];
    for (const each of wanted) reports.push({ name: each.name, report: await backtestOf(each, dataFolder) });
    const json = reports.map(({ name, report }) => jsonOf(name, report));
    return { json: dataset === undefined ? { datasets: json } : json[0], text: tableOf(reports) };
  },
};

const backtestOf = async ({ name, file, example, asOf }: Dataset, dataFolder: string): Promise<Backtest> => {
  const path = join(dataFolder, name, file);
  await access(path).catch(() => {
    throw new BenchProblem(`${path} is not there. Give the folder that holds ${name}/ with --data FOLDER.`);
  });
  const documents = join(packageRoot(), 'examples', example);
  const progress = terminalProgress(process.stderr);
  return inWorkspace(async (gyre) => {
    const { clickhouse, postgres } = gyre.stores;
    await createWorkspace(postgres, { kind: 'own' });
    const mapping = parseMapping(await readFile(join(documents, 'mapping.yaml'), 'utf8'));
    await gyre.imports.run({ mapping, from: { path }, byWhom: 'bench', progress, files: true });
    await identifyAll({ clickhouse, postgres, clock: gyre.clock });
    await applyDirectory(gyre.documents, documents, { author: 'bench' });
    return backtest({ clickhouse, documents: gyre.published, program: 'repurchase', asOf: new Date(asOf), progress });
  });
};

const jsonOf = (dataset: string, { asOf, auc, liftTopDecile, gmvPerHead }: Backtest): object => ({
  dataset,
  as_of: asOf.slice(0, 10),
  auc: rounded(auc, 4),
  lift_top_decile: rounded(liftTopDecile, 3),
  gmv_per_head: {
    model: rounded(gmvPerHead.model, 2),
    rule: rounded(gmvPerHead.rule, 2),
    random: rounded(gmvPerHead.random, 2),
  },
});

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const tableOf = (reports: readonly { readonly name: string; readonly report: Backtest }[]): string =>
  textTable([
    ['top tenth, spent per head', 'as of', 'days', 'people', 'AUC', 'lift', 'model', 'rule (RFM)', 'random'],
    ...reports.map(({ name, report: { asOf, horizonDays, people, auc, liftTopDecile, gmvPerHead, currency } }) => [
      `${name} (${currency})`,
      asOf.slice(0, 10),
      String(horizonDays),
      people.toLocaleString('en'),
      auc.toFixed(4),
      liftTopDecile.toFixed(2),
      gmvPerHead.model.toFixed(2),
      gmvPerHead.rule.toFixed(2),
      gmvPerHead.random.toFixed(2),
    ]),
  ]);
