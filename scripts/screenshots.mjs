/**
 * Takes the pictures of the README from a running Gyre: `node scripts/screenshots.mjs [--data DIR]`.
 * Signs in by a fresh link as the owner.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './find-chromium.mjs';
import { root } from './outputs.mjs';

const executablePath = findChromium();
if (executablePath === undefined) {
  process.stderr.write(
    'No Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk) or set GYRE_CHROMIUM.\n',
  );
  process.exit(1);
}

const link = execFileSync(process.execPath, [join(root, 'scripts/gyre.mjs'), ...process.argv.slice(2), 'sign-in'], {
  encoding: 'utf8',
}).trim();
const { origin } = new URL(link);
const target = join(root, 'docs/img');
mkdirSync(target, { recursive: true });

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(link);
  await page.waitForURL(`${origin}/`);
  for (const language of ['en', 'zh']) {
    // the account keeps its language: only this browser is told another one
    await page.unrouteAll();
    await page.route('**/api/me', async (route) => {
      const response = await route.fetch();
      const { user } = await response.json();
      await route.fulfill({ response, json: { user: { ...user, language } } });
    });
    await page.goto(`${origin}/`);
    await page.locator('.loop-field').waitFor();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => document.fonts.ready);
    const file = join(target, `home-${language}.png`);
    await page.screenshot({ path: file });
    process.stdout.write(`${file}\n`);
  }
} finally {
  await browser.close();
}
