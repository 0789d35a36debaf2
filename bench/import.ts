import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseMapping, type Mapping } from '#collect';
import { identifyAll } from '#identify';
import type { ClickHouse } from '#platform';
import { silentProgress } from '#platform';
import type { Gyre } from '#app';
import { type Bench, BenchProblem } from './bench.ts';
import { cpuSecondsOf, memoryOf } from './processes.ts';
import { bareInsert, type BareFile } from './import-bare.ts';
import { mergesSettled } from './ingest/settled.ts';
import { textTable } from './text-table.ts';
import { inWorkspace } from './workspace.ts';

type Case = {
  readonly name: string;
  readonly file: string;
  readonly mapping: Mapping;
  readonly bare: BareFile;
};
type Measured = {
  readonly name: string;
  readonly rows: number;
  readonly events: number;
  readonly rows_per_s: number;
  readonly bare_rows_per_s: number;
  /** Of the wall-clock speed of the bare insert, the median of the rounds. */
  readonly ratio: number;
  /** Processor seconds of Gyre and the engine, a million rows. */
  readonly cpu_s: number;
  readonly bare_cpu_s: number;
};

const rounds = 3;

export const importBench: Bench = {
  name: 'import',
  title: 'importing a file, against a bare INSERT … SELECT of the same file in the same run',
  run: async ({ dataFolder }) => {
    const retail = join(dataFolder, 'online_retail/online_retail_2010-12_2011-12.csv.gz');
    const globo = join(dataFolder, 'globo_news_clicks/clicks.csv.gz');
    for (const file of [retail, globo]) if (!existsSync(file)) throw new BenchProblem(`${file} is not there`);
    const retailMapping = await mappingOf('online-retail');
    const folder = await mkdtemp(join(tmpdir(), 'gyre-bench-import-'));
    try {
      const measured: Measured[] = [];
      let peak = 0;
      let queryable: Awaited<ReturnType<typeof globoToPeople>>;
      const watch = setInterval(
        () => void memoryOf(process.pid).then(({ total }) => (peak = Math.max(peak, total))),
        500,
      );
      try {
        const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'.split(',');
        const jsonl = join(folder, 'retail.jsonl');
        const parquet = join(folder, 'retail.parquet');
        await inWorkspace(({ stores }) => convert(stores.clickhouse, { file: retail, header, jsonl, parquet }));
        const cases: readonly Case[] = [
          {
            name: 'online_retail.csv.gz',
            file: retail,
            mapping: retailMapping,
            bare: { format: 'CSV', encoding: 'gzip', header, map: 'retail' },
          },
          {
            name: 'the same as Parquet',
            file: parquet,
            mapping: retailMapping,
            bare: { format: 'Parquet', header, map: 'retail' },
          },
          {
            name: 'the same as JSONL',
            file: jsonl,
            mapping: retailMapping,
            bare: { format: 'JSONEachRow', header, map: 'retail' },
          },
        ];
        // each into a log of its own: in one, the later would pay for merging the earlier, and the bare table is always new
        for (const each of cases) measured.push(await inWorkspace((gyre) => measure(gyre, each)));
        queryable = await inWorkspace((gyre) => globoToPeople(gyre, globo));
      } finally {
        clearInterval(watch);
      }
      const json = {
        rows_per_s: measured[0]?.rows_per_s,
        ratio: measured[0]?.ratio,
        cases: measured,
        globo: queryable,
        peak_mb: Math.round(peak),
      };
      return { json, text: textOf(measured, queryable, peak) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const mappingOf = async (example: string): Promise<Mapping> =>
  parseMapping(await readFile(new URL(`../examples/${example}/mapping.yaml`, import.meta.url), 'utf8'));

/** The CSV as JSONL and as Parquet, written by the engine. */
const convert = async (
  clickhouse: ClickHouse,
  {
    file,
    header,
    jsonl,
    parquet,
  }: { readonly file: string; readonly header: readonly string[]; readonly jsonl: string; readonly parquet: string },
): Promise<void> => {
  const columns = header.map((name) => `${name} String`).join(', ');
  await clickhouse.command(`CREATE TABLE bench_rows (${columns}) ENGINE = MergeTree ORDER BY tuple()`);
  await clickhouse.load({
    sql: `INSERT INTO bench_rows SELECT * FROM input('${columns}') FORMAT CSVWithNames`,
    body: createReadStream(file),
    encoding: 'gzip',
  });
  for (const [path, format] of [
    [jsonl, 'JSONEachRow'],
    [parquet, 'Parquet'],
  ] as const)
    await pipeline(await clickhouse.stream(`SELECT * FROM bench_rows FORMAT ${format}`), createWriteStream(path));
  await clickhouse.command('DROP TABLE bench_rows');
};

/** Both sides in turn, so that what else the machine does meets both. */
const measure = async (gyre: Gyre, { name, file, mapping, bare }: Case): Promise<Measured> => {
  const ours: { seconds: number; cpu: number }[] = [];
  const theirs: { seconds: number; cpu: number }[] = [];
  let report = { rows: 0, events: 0 };
  for (let round = 0; round < rounds; round++) {
    await mergesSettled(gyre.stores.clickhouse);
    theirs.push(await timed(() => bareInsert(gyre.stores.clickhouse, file, bare)));
    await mergesSettled(gyre.stores.clickhouse);
    ours.push(
      await timed(async () => {
        // another source each time: the same one would be the same events
        const source = `${mapping.source}-${bare.format.toLowerCase()}-${round}`;
        report = await gyre.imports.run({
          mapping: { ...mapping, source },
          from: { path: file },
          byWhom: 'bench',
          progress: silentProgress(),
          files: true,
        });
      }),
    );
  }
  const seconds = median(ours.map((each) => each.seconds));
  const bareSeconds = median(theirs.map((each) => each.seconds));
  return {
    name,
    rows: report.rows,
    events: report.events,
    rows_per_s: Math.round(report.rows / seconds),
    bare_rows_per_s: Math.round(report.rows / bareSeconds),
    ratio: round2(bareSeconds / seconds),
    cpu_s: round2((median(ours.map((each) => each.cpu)) * 1e6) / report.rows),
    bare_cpu_s: round2((median(theirs.map((each) => each.cpu)) * 1e6) / report.rows),
  };
};

const timed = async (work: () => Promise<unknown>): Promise<{ seconds: number; cpu: number }> => {
  const [started, cpu] = [performance.now(), await cpuSecondsOf(process.pid)];
  await work();
  return { seconds: (performance.now() - started) / 1000, cpu: (await cpuSecondsOf(process.pid)) - cpu };
};

/** From the file to events whose people are known. */
const globoToPeople = async (gyre: Gyre, file: string) => {
  const mapping = await mappingOf('globo');
  const { clickhouse, postgres } = gyre.stores;
  const whole = await timed(async () => {
    await gyre.imports.run({ mapping, from: { path: file }, byWhom: 'bench', progress: silentProgress(), files: true });
    await identifyAll({ clickhouse, postgres, clock: gyre.clock });
  });
  const row = await clickhouse.queryOne<{ events: string; people: string }>(
    `SELECT count() AS events, uniqExact(profile_id) AS people FROM people_events WHERE source = 'globo'`,
  );
  return {
    events: Number(row?.events),
    people: Number(row?.people),
    seconds: round2(whole.seconds),
    cpu_s: round2(whole.cpu),
  };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const round2 = (value: number): number => Math.round(value * 100) / 100;

const textOf = (
  measured: readonly Measured[],
  globo: { events: number; people: number; seconds: number },
  peak: number,
): string => {
  const n = (value: number): string => value.toLocaleString('en');
  return [
    textTable([
      ['file', 'rows', 'rows/s', 'bare rows/s', 'ratio', 'CPU s per million', 'bare'],
      ...measured.map((each) => [
        each.name,
        n(each.rows),
        n(each.rows_per_s),
        n(each.bare_rows_per_s),
        each.ratio.toFixed(2),
        each.cpu_s.toFixed(1),
        each.bare_cpu_s.toFixed(1),
      ]),
    ]),
    `globo_news_clicks: ${n(globo.events)} events of ${n(globo.people)} people, queryable after ${globo.seconds} s`,
    `memory of all processes at the most: ${n(Math.round(peak))} MB`,
  ].join('\n\n');
};
