/**
 * Builds dist/server (esbuild) and dist/console (Vite), each only when its inputs have changed.
 *
 *   node scripts/build.mjs             both
 *   node scripts/build.mjs --prepare   the same after an install, which it never fails: whoever runs an output next
 *                                      builds it again and fails there; nothing where devDependencies are left out
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { consoleOutput, hasSources, isFresh, root, server, serverEntries, stampOf } from './outputs.mjs';

const toolsInstalled = () =>
  existsSync(join(root, 'node_modules/esbuild')) && existsSync(join(root, 'node_modules/vite'));

/** Brings both outputs up to date; says on stderr what it builds and how long that took. */
export const buildWhatChanged = async () => {
  if (!hasSources()) return;
  for (const [output, build] of [
    [server, buildServer],
    [consoleOutput, buildConsole],
  ]) {
    if (isFresh(output)) continue;
    if (!toolsInstalled()) {
      throw new Error(
        `dist/${output.name} is older than its sources and the build tools are not installed: run npm ci`,
      );
    }
    await replace(output, build);
  }
};

/** Built aside, then swapped in whole: nobody ever runs half an output, and two builders do not mix theirs. */
const replace = async (output, build) => {
  const startedMs = performance.now();
  const aside = `${output.dir}.${process.pid}`;
  const stamp = stampOf(output);
  process.stderr.write(`Building the ${output.name} … `);
  try {
    mkdirSync(aside, { recursive: true });
    await build(aside);
    writeFileSync(join(aside, '.stamp'), stamp);
    swapIn(aside, output);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    process.stderr.write('failed\n');
    throw error;
  }
  process.stderr.write(`${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
};

const swapIn = (aside, output) => {
  rmSync(output.dir, { recursive: true, force: true });
  try {
    renameSync(aside, output.dir);
  } catch (error) {
    // another builder was a moment faster with the same
    if (!isFresh(output)) throw error;
    rmSync(aside, { recursive: true });
  }
};

const buildServer = async (outdir) => {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: serverEntries(),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    loader: { '.wasm': 'binary', '.sql': 'text' },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
};

const buildConsole = async (outDir) => {
  if (!existsSync(join(root, 'console/index.html'))) return;
  const { build } = await import('vite');
  await build({
    configFile: join(root, 'console/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
  compress(outDir);
};

/** Beside each text its .br and .gz, which the server sends instead: the console is megabytes of it. */
const compress = (dir) => {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\.(html|js|css|svg|json)$/.test(entry.name) || statSync(file).size < 1024) continue;
    const text = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
  }
};

const runDirectly = import.meta.url === pathToFileURL(process.argv[1] ?? '').href;
if (runDirectly) {
  const preparing = process.argv.includes('--prepare');
  if (preparing && !toolsInstalled()) process.exit(0);
  try {
    await buildWhatChanged();
  } catch (error) {
    // esbuild and Vite have shown the place already
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.stderr.write(`${relative(process.cwd(), join(root, 'dist'))} was left as it was.\n`);
    process.exitCode = preparing ? 0 : 1;
  }
}
