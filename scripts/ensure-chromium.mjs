/**
 * The browser tests need a Chromium. One that is there is used (GYRE_CHROMIUM names another); as root on Debian and
 * its kin it is installed; otherwise this says what to do and the browser tests are skipped. In CI they must run.
 */
import { spawnSync } from 'node:child_process';
import { findChromium, onPath } from './find-chromium.mjs';

const canInstall = () => process.getuid?.() === 0 && onPath('apt-get') !== undefined;

const install = () => {
  process.stderr.write('Installing chromium and fonts for the browser tests …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return apt('update', '-q') && apt('install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-noto-cjk');
};

const missing = () => findChromium() === undefined;

if (missing() && process.env.GYRE_CHROMIUM === undefined && canInstall()) install();
if (missing()) {
  const how = 'install it (Debian: sudo apt-get install chromium fonts-noto-cjk) or set GYRE_CHROMIUM to its path';
  if (process.env.CI) {
    process.stderr.write(`No Chromium, and in CI the browser tests must run: ${how}.\n`);
    process.exitCode = 1;
  } else {
    process.stderr.write(`No Chromium found, so the browser tests are skipped. To run them, ${how}.\n`);
  }
}
