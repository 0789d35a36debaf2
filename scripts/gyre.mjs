#!/usr/bin/env node
/** The `gyre` command: brings dist up to date with the sources, then runs it in this process. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildWhatChanged } from './build.mjs';
import { root } from './outputs.mjs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Gyre needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

try {
  await buildWhatChanged();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist/server/main.js')).href);
