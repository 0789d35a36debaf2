import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { packageRoot } from '#app';
import { parseYaml } from '#documents';
import { matchRecords, matchRuleKind } from '#identify';
import { type ClickHouse, silentProgress, terminalProgress } from '#platform';
import { type Bench, BenchProblem } from './bench.ts';
import { type MatchingData, matchingData } from './matching-data.ts';
import { bestPairQuality, clusterQuality, quality, type Quality, truePairs } from './pair-quality.ts';
import { memoryOf } from './processes.ts';
import { textTable } from './text-table.ts';
import { inWorkspace } from './workspace.ts';

type Report = Quality & {
  readonly name: string;
  readonly records: number;
  readonly truePairs: number;
  readonly candidates: number;
  /** The best threshold's F1, found with the truth in hand. */
  readonly bestF1: number;
  readonly bestThreshold: number;
  /** Before clustering: the scored pairs alone. */
  readonly pairs: Quality;
  readonly bestPairsF1: number;
  readonly seconds: number;
  readonly clickhouseMb: number;
};

export const matchingBench: Bench = {
  name: 'matching',
  title: 'records of the same people found without labels: precision, recall and F1 against the truth',
  run: async ({ dataFolder, dataset, seed }) => {
    const wanted = matchingData.filter(({ name, large }) =>
      dataset === undefined ? large !== true : name === dataset,
    );
    if (wanted.length === 0)
      throw new BenchProblem(`No data set "${dataset}"; there are ${matchingData.map(({ name }) => name).join(', ')}.`);
    const reports = await inWorkspace(async (gyre) => {
      const all: Report[] = [];
      for (const data of wanted) all.push(await reportOf(gyre.stores.clickhouse, data, { dataFolder, seed }));
      return all;
    });
    return { json: Object.fromEntries(reports.map((report) => [report.name, jsonOf(report)])), text: tableOf(reports) };
  },
};

const thresholds = [
  0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99, 0.995, 0.999, 0.9999, 0.999999,
];

const reportOf = async (
  clickhouse: ClickHouse,
  data: MatchingData,
  args: { readonly dataFolder: string; readonly seed: string },
): Promise<Report> => {
  const spec = await ruleOf(data.rule);
  const fields = spec.fields.map(({ name }) => name);
  await clickhouse.command('DROP TABLE IF EXISTS bench_records SYNC');
  await clickhouse.command(
    `CREATE TABLE bench_records (id UInt64, ${fields.map((name) => `${name} String`).join(', ')}) ENGINE = MergeTree ORDER BY id`,
  );
  const truth = new Map<bigint, string>();
  const rows = async function* (): AsyncGenerator<object> {
    let id = 0n;
    for await (const row of data.rows(args)) {
      truth.set(++id, data.truth(row));
      yield { id: id.toString(), ...Object.fromEntries(fields.map((name) => [name, row[name] ?? ''])) };
    }
  };
  await clickhouse.insert({ table: 'bench_records', rows: Readable.from(rows()) });
  const memory = watchMemory();
  const started = performance.now();
  const progress = data.large === true ? terminalProgress(process.stderr) : silentProgress();
  const { found, pairs, clustersFrom } = await matchRecords({ clickhouse, progress }, { spec, table: 'bench_records' });
  const { clusterOf } = clustersFrom(spec.thresholds.match);
  const seconds = (performance.now() - started) / 1000;
  const clickhouseMb = await memory.stop();
  // a large set is told at fewer thresholds: each is a clustering of its own
  const tried = data.large === true ? [0.5, 0.8, 0.95, 0.99] : thresholds;
  const byThreshold = tried.map((at) => ({ at, ...clusterQuality(clustersFrom(at).clusterOf, truth) }));
  const best = byThreshold.reduce((most, each) => (each.f1 > most.f1 ? each : most));
  const sure = pairs.filter(({ probability }) => probability >= spec.thresholds.match);
  const right = sure.filter(({ a, b }) => truth.get(a) === truth.get(b)).length;
  return {
    name: data.name,
    records: found.records,
    truePairs: truePairs(truth),
    candidates: found.candidates,
    ...clusterQuality(clusterOf, truth),
    bestF1: best.f1,
    bestThreshold: best.at,
    pairs: quality(right, sure.length, truePairs(truth)),
    bestPairsF1: bestPairQuality(pairs, truth).f1,
    seconds,
    clickhouseMb,
  };
};

const ruleOf = async (name: string) => {
  const text = await readFile(join(packageRoot(), 'examples', 'matching', `${name}.yaml`), 'utf8');
  const parsed = matchRuleKind.parse(parseYaml(text).documents[0]?.spec);
  if (parsed.type === 'invalid') throw new BenchProblem(`examples/matching/${name}.yaml is not valid`);
  return parsed.spec;
};

/** The most that ClickHouse kept resident while we watched, in MB. Linux only; 0 elsewhere. */
const watchMemory = (): { readonly stop: () => Promise<number> } => {
  let most = 0;
  const look = async (): Promise<void> => {
    const { clickhouse } = await memoryOf(process.pid).catch(() => ({ clickhouse: 0 }));
    most = Math.max(most, clickhouse);
  };
  const timer = setInterval(() => void look(), 500);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
      return most;
    },
  };
};

const rounded = (value: number): number => Number(value.toFixed(4));

const jsonOf = (report: Report): object => ({
  precision: rounded(report.precision),
  recall: rounded(report.recall),
  f1: rounded(report.f1),
  best_f1: rounded(report.bestF1),
  best_threshold: report.bestThreshold,
  records: report.records,
  true_pairs: report.truePairs,
  pairs_compared: report.candidates,
  before_clustering: {
    precision: rounded(report.pairs.precision),
    recall: rounded(report.pairs.recall),
    f1: rounded(report.pairs.f1),
    best_f1: rounded(report.bestPairsF1),
  },
  seconds: Number(report.seconds.toFixed(1)),
  clickhouse_mb: Math.round(report.clickhouseMb),
});

const tableOf = (reports: readonly Report[]): string =>
  textTable([
    [
      'people united, pairwise',
      'records',
      'true pairs',
      'compared',
      'precision',
      'recall',
      'F1',
      'best F1',
      'at',
      'F1 of pairs',
      'seconds',
      'ClickHouse MB',
    ],
    ...reports.map((report) => [
      report.name,
      report.records.toLocaleString('en'),
      report.truePairs.toLocaleString('en'),
      report.candidates.toLocaleString('en'),
      report.precision.toFixed(4),
      report.recall.toFixed(4),
      report.f1.toFixed(4),
      report.bestF1.toFixed(4),
      String(report.bestThreshold),
      report.pairs.f1.toFixed(4),
      report.seconds.toFixed(1),
      Math.round(report.clickhouseMb).toLocaleString('en'),
    ]),
  ]);
