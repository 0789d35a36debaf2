import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

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

export type WorkerEntry = { readonly path: URL; readonly execArgv: readonly string[] };

/**
 * The same for a `worker_threads.Worker`. In Node 20 a thread's `--import` does not register loader hooks for its own entry
 * (nodejs/node#47747), so the TypeScript entry is reached through a two-line module that registers `tsx` first.
 *
 * @example const { path, execArgv } = workerEntry('tree-worker', import.meta.url);
 *          new Worker(path, { execArgv: [...execArgv] });
 */
export const workerEntry = (name: string, from: string): WorkerEntry => {
  const { path, execArgv } = entryPoint(name, from);
  const file = pathToFileURL(path);
  if (execArgv.length === 0) return { path: file, execArgv };
  // beside tsx's loader; `resolve('tsx/esm/api')` would find the CommonJS build, which cannot register here
  const tsx = new URL('./esm/api/index.mjs', pathToFileURL(createRequire(from).resolve('tsx'))).href;
  const lines = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(file.href)});`;
  return { path: new URL(`data:text/javascript,${encodeURIComponent(lines)}`), execArgv: [] };
};
