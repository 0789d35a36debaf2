import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Gyre, packageRoot } from '#app';
import type { TestStores } from '#platform/testing.ts';
import { demoUntil, openDemo } from '../scenarios/live-demo.ts';
import { browserPath, patienceMs, pictureOf } from './brand.ts';

/** Somebody with a browser before the console of the demo brand, which has lived through two rounds. */
export type Operator = {
  readonly gyre: Gyre;
  readonly url: string;
  readonly context: BrowserContext;
  /** The page of this test: `freshPage` replaces it. */
  readonly page: () => Page;
  /** A page for a test to begin with, whatever an earlier test or an earlier try of it has left open. */
  readonly freshPage: () => Promise<void>;
  /** Opens a path of the console. */
  readonly open: (path: string) => Promise<Page>;
  readonly table: (name: string | RegExp) => Locator;
  readonly picture: (name: string) => Promise<void>;
  /** A context that nobody is signed in with. */
  readonly stranger: () => Promise<BrowserContext>;
  /** A number that no test or try of one has had: for names that may be taken once. */
  readonly unused: () => number;
  /** Errors in the browser's console, and requests to anybody but us. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

export const openOperator = async ({ urls }: TestStores): Promise<Operator> => {
  if (!existsSync(join(packageRoot(), 'dist/console/index.html')))
    throw new Error('the console is not built: npm run build');
  const dataDir = await mkdtemp(join(tmpdir(), 'gyre-e2e-'));
  const { gyre, url, live, close } = await openDemo(urls, dataDir, demoUntil(new Date()));
  await live();
  await gyre.collector.batch({
    messages: [{ type: 'track', event: 'order_paid', properties: { amount: 5 } }],
    source: 'lanjia',
    shared: {},
  });
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: desk, locale: 'zh-CN', reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  context.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  context.on('weberror', (error) => complaints.push(`page: ${error.error().message}`));
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== url) complaints.push(`request to ${request.url()}`);
  });
  let page = await context.newPage();
  let numbers = 0;
  return {
    gyre,
    url,
    context,
    complaints,
    page: () => page,
    freshPage: async () => {
      const former = page;
      page = await context.newPage();
      await former.close();
    },
    open: async (path) => {
      await page.goto(`${url}${path}`);
      await page.getByRole('main').waitFor();
      return page;
    },
    table: (name) => page.getByRole('table', { name }),
    picture: (name) => pictureOf(page, name),
    stranger: () => browser.newContext({ locale: 'zh-CN' }),
    unused: () => ++numbers,
    close: async () => {
      await browser.close();
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

const desk = { width: 1440, height: 900 } as const;
export const phone = { width: 375, height: 780 } as const;

/** True once it is seen; fails when it does not come. */
export const appears = async (sought: Locator): Promise<boolean> => {
  await sought.first().waitFor();
  return true;
};

/** Waits until what is typed goes there: keys pressed before would be somebody else's. */
export const hasFocus = (sought: Locator): Promise<void> =>
  expect
    .poll(() => sought.evaluate((element) => element === document.activeElement), { timeout: patienceMs })
    .toBe(true);

/** Types and waits until it stands there: a field that is filled while the page is busy shows its text later. */
export const typeInto = async (field: Locator, text: string): Promise<void> => {
  await hasFocus(field);
  await field.page().keyboard.type(text);
  await expect.poll(() => field.inputValue(), { timeout: patienceMs }).toBe(text);
};

/** How many pixels the page is wider than the window: charts take their size after the page has it. */
export const widerThanWindow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
