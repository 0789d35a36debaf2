/**
 * Builds dist/server and dist/sdk (esbuild) and dist/console (Vite), each only when its inputs have changed.
 *
 *   node scripts/build.mjs             all three
 *   node scripts/build.mjs sdk         one of server, console, sdk
 *   node scripts/build.mjs --prepare   the same after an install, which it never fails: whoever runs an output next
 *                                      builds it again and fails there; nothing where devDependencies are left out
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { consoleOutput, hasSources, isFresh, root, sdkOutput, server, serverEntries, stampOf } from './outputs.mjs';

const toolsInstalled = () =>
  existsSync(join(root, 'node_modules/esbuild')) && existsSync(join(root, 'node_modules/vite'));

/** Brings the outputs up to date; says on stderr what it builds and how long that took. */
export const buildWhatChanged = async (only) => {
  if (!hasSources()) return;
  for (const [output, build] of [
    [server, buildServer],
    [consoleOutput, buildConsole],
    [sdkOutput, buildSdk],
  ]) {
    if (isFresh(output) || (only !== undefined && only !== output.name)) continue;
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

/** gyre.js for the snippet, gyre.mjs for bundlers, and the demo shop that `/sdk/demo` shows. */
const buildSdk = async (outdir) => {
  if (!existsSync(join(root, 'sdk/src/snippet.ts'))) return;
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const shared = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    // Chrome 80, Safari 13.1, Firefox 74, and the browsers inside WeChat and Alipay
    target: 'es2020',
    define: { GYRE_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  };
  await build({ ...shared, entryPoints: ['sdk/src/snippet.ts'], format: 'iife', outfile: join(outdir, 'gyre.js') });
  await build({ ...shared, entryPoints: ['sdk/src/index.ts'], format: 'esm', outfile: join(outdir, 'gyre.mjs') });
  await build({ ...shared, entryPoints: ['sdk/demo/shop.ts'], format: 'iife', outfile: join(outdir, 'demo/shop.js') });
  for (const file of ['index.html', 'shop.css']) copyFileSync(join(root, 'sdk/demo', file), join(outdir, 'demo', file));
  compress(outdir);
};

/** Beside each text its .br and .gz, which the server sends instead: the console is megabytes of it. */
const compress = (dir) => {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\.(html|m?js|css|svg|json)$/.test(entry.name) || statSync(file).size < 1024) continue;
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
    await buildWhatChanged(process.argv.slice(2).find((name) => !name.startsWith('--')));
  } catch (error) {
    // esbuild and Vite have shown the place already
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.stderr.write(`${relative(process.cwd(), join(root, 'dist'))} was left as it was.\n`);
    process.exitCode = preparing ? 0 : 1;
  }
}
