import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export type EntryPoint = { readonly path: string; readonly execArgv: readonly string[] };

/**
 * A file that runs in a process or thread of its own, named beside the module that starts it.
 *
 * In development and tests that module is TypeScript and so is its neighbour, which `tsx` loads. In the built
 * program every module is part of one bundle and the entry lies beside the bundle as JavaScript.
 *
 * @example const { path, execArgv } = entryPoint('clickhouse-child', import.meta.url);
 *          spawn(process.execPath, [...execArgv, path]);
 */
export const entryPoint = (name: string, from: string): EntryPoint => {
  const source = new URL(from).pathname.endsWith('.ts');
  return {
    path: fileURLToPath(new URL(`./${name}${source ? '.ts' : '.js'}`, from)),
    execArgv: source ? ['--import', createRequire(from).resolve('tsx')] : [],
  };
};

/**
 * The same for a `worker_threads.Worker`.
 *
 * @example const { path, execArgv } = workerEntry('tree-worker', import.meta.url);
 *          new Worker(path, { execArgv: [...execArgv] });
 */
export const workerEntry = entryPoint;
