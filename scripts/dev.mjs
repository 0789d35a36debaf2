/**
 * `npm run dev`: the server from its sources, restarted when one changes, and Vite in front of it for the console.
 * Arguments go to `gyre start`, e.g. `npm run dev -- --empty`.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './outputs.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);
const parts = [
  spawn(bin('tsx'), ['watch', '--clear-screen=false', 'src/cli/main.ts', 'start', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  }),
  spawn(bin('vite'), ['--config', 'console/vite.config.ts', '--clearScreen', 'false'], { cwd: root, stdio: 'inherit' }),
];

// one gone, all gone: half a development server only confuses
for (const part of parts) {
  part.on('exit', (code) => {
    for (const other of parts) other.kill('SIGTERM');
    process.exitCode = code ?? 0;
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => parts.forEach((part) => part.kill(signal)));
