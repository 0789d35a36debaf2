import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { explainGbdt } from './explain.ts';
import { trainGbdt } from './gbdt/train.ts';
import { runInWorker, trainInWorker } from './run-in-worker.ts';
import { aRandomTable } from './testing.ts';

const train = aRandomTable({ seed: 'worker', rows: 800, features: 5, missing: 0.1 });
const parameters = { trees: 10 };

describe('work in a worker thread', () => {
  it('gives the same model and explanation as in this thread, and tells its progress', async () => {
    const told: number[] = [];
    const here = trainGbdt({ train, parameters });
    const there = await trainInWorker({ train, parameters }, { onProgress: (done) => told.push(done) });
    expect(there).toEqual(here);
    expect(told.at(-1)).toBe(10);
    const explained = await runInWorker('explainGbdt', { model: here.model, table: train.table });
    expect(explained).toEqual(explainGbdt(here.model, train.table));
  });

  it('leaves the event loop free', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const { table, target } = aRandomTable({ seed: 'busy', rows: 20_000, features: 10 });
    await trainInWorker({ train: { table, target }, parameters: { trees: 40 } });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(20);
  });

  it('copies the arguments unless they are given away', async () => {
    const { table, target } = aRandomTable({ seed: 'give', rows: 100, features: 2 });
    await trainInWorker({ train: { table, target }, parameters });
    expect(table.values).toHaveLength(200);
    await trainInWorker({ train: { table, target }, parameters }, { give: true });
    expect(table.values).toHaveLength(0);
  });

  it('passes a problem on with its code, and any other error with its message', async () => {
    const never = { ...train, target: new Float64Array(800) };
    await expect(runInWorker('fitPropensity', { train: never, valid: train, seed: 's' })).rejects.toMatchObject({
      code: 'too_little_data',
    });
    const short = { ...train, target: new Float64Array(3) };
    await expect(trainInWorker({ train: short })).rejects.toThrow('one target and weight per row');
  });

  it('ends at once when told to', async () => {
    const stop = new AbortController();
    const work = trainInWorker({ train, parameters: { trees: 5000, patience: 0 } }, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 100);
    await expect(work).rejects.toThrow('enough');
    await expect(trainInWorker({ train }, { signal: stop.signal })).rejects.toThrow('enough');
  });

  it('runs from a bundle with its worker beside it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'predict-bundle-'));
    const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
    const main = `
      import { trainInWorker } from ${JSON.stringify(here('./run-in-worker.ts'))};
      import { aRandomTable } from ${JSON.stringify(here('./testing.ts'))};
      const train = aRandomTable({ seed: 'worker', rows: 800, features: 5, missing: 0.1 });
      const { model } = await trainInWorker({ train, parameters: { trees: 10 } });
      process.stdout.write(JSON.stringify(model));`;
    await writeFile(join(directory, 'package.json'), '{"type":"module"}');
    const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'silent' } as const;
    const stdin = { contents: main, resolveDir: here('.') };
    await build({ ...options, stdin, outfile: join(directory, 'main.js') });
    await build({ ...options, entryPoints: [here('./train-worker.ts')], outdir: directory });
    const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'main.js')], { maxBuffer: 1e8 });
    expect(JSON.parse(stdout)).toEqual(trainGbdt({ train, parameters }).model);
  });
});
