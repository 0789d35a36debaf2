import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { expect } from 'vitest';
import { type Gyre, packageRoot, startServer } from '#app';
import { type ClickHouse, systemClock } from '#platform';
import type { TestStores } from '#platform/testing.ts';
import { answerOfScript } from '../faults/script-answer.ts';
import { openOn } from '../scenarios/small-brand.ts';
import { startSite } from './site.ts';

const found = answerOfScript('find-chromium.mjs', 'findChromium');
/**
 * For every browser test. A browser, a server and two stores share two cores with the other tests: a step that took longer
 * than it was waited for is tried once more; what is wrong is wrong twice. So each test begins from nothing, wherever an
 * earlier try of it ended.
 */
export const inBrowser = { retry: 1, timeout: 240_000 } as const;
/** How long a browser test waits for what is to come, milliseconds: only a failure waits so long. */
export const patienceMs = 30_000;
/** Puts a picture of the page where `GYRE_SCREENSHOTS` says; without it nobody looks, and none is taken. */
export const pictureOf = async (page: Page, name: string): Promise<void> => {
  const directory = process.env['GYRE_SCREENSHOTS'];
  if (directory === undefined) return;
  // charts and pictures of loading fade in
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
};
/** Undefined where there is no Chromium; console.test.ts says so, and in CI there must be one. */
export const browserPath = typeof found === 'string' ? found : undefined;

export type Row = {
  readonly name: string;
  readonly session_id: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context: {
    readonly page: { readonly path: string; readonly title: string; readonly referrer?: string };
  } & Readonly<Record<string, unknown>>;
};

/** Somebody with a browser of their own, on pages whose events have a source of their own. */
export type Visitor = {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly open: (path: string, options?: object, page?: Page) => Promise<void>;
  /** The stored events, in their order. */
  readonly rows: (name?: string) => Promise<readonly Row[]>;
  /** Waits until this many events of a name are stored. */
  readonly arrived: (name: string, count?: number) => Promise<readonly Row[]>;
  /** How many messages came in, before repetitions are counted once. */
  readonly received: () => Promise<number>;
  /** Each request of a living page with messages. */
  readonly requests: readonly Sending[];
};

/** A request that takes messages to Gyre. */
export type Sending = {
  readonly messageIds: readonly string[];
  /** No answer came. */
  failed: boolean;
};

/** A brand with an empty workspace, a site on another origin, and visitors. */
export type Brand = {
  readonly gyre: Gyre;
  readonly gyreUrl: string;
  readonly siteUrl: string;
  /** Puts a page of one's own on the site. */
  readonly publish: (path: string, html: string) => void;
  readonly visitor: () => Promise<Visitor>;
  /** Names of the events that came by a source. */
  readonly namesOf: (source: string) => Promise<readonly string[]>;
  /** Makes a visitor the owner of the workspace, signed in to the console. */
  readonly signIn: (context: BrowserContext) => Promise<string>;
  /** What went wrong in any page. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

export const openBrand = async ({ urls, clickhouse }: TestStores): Promise<Brand> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gyre-sdk-'));
  const gyre = await openOn(urls, { clock: systemClock(), dataDir });
  const server = await startServer(gyre, { consoleDir: join(packageRoot(), 'dist/console') });
  const site = await startSite(server.url);
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    // visitors have it
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  const complaints: string[] = [];
  let visitors = 0;
  return {
    gyre,
    gyreUrl: server.url,
    siteUrl: site.url,
    publish: site.publish,
    complaints,
    visitor: async () => {
      const source = `site-${++visitors}`;
      const { secret } = await gyre.auth.keys.create({ name: source, kind: 'write', createdBy: 'test' });
      return newVisitor({ browser, clickhouse, complaints, source, siteUrl: site.url, writeKey: secret });
    },
    namesOf: async (source) => (await rowsOf(clickhouse, source)).map(({ name }) => name),
    signIn: async (context) => {
      const owner = await gyre.auth.users.firstOwner({ name: 'Owner', language: 'zh' });
      const value = await gyre.auth.sessions.open(owner.id);
      await context.addCookies([{ name: 'gyre_session', value, url: server.url }]);
      return `gyre_session=${value}`;
    },
    close: async () => {
      await browser.close();
      await site.close();
      await server.close();
      await gyre.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

const rowsOf = (clickhouse: ClickHouse, source: string, name = ''): Promise<readonly Row[]> =>
  clickhouse.query<Row>(
    `SELECT name, session_id, ids, properties, context FROM events FINAL
     WHERE source = {source:String} AND name LIKE if({name:String} = '', '%', {name:String}) ORDER BY ts, name`,
    { source, name },
  );

type NewVisitor = {
  readonly browser: Browser;
  readonly clickhouse: ClickHouse;
  readonly complaints: string[];
  readonly source: string;
  readonly siteUrl: string;
  readonly writeKey: string;
};

const newVisitor = async (args: NewVisitor): Promise<Visitor> => {
  const { browser, clickhouse, complaints, source, siteUrl, writeKey } = args;
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1000, height: 700 } });
  context.setDefaultTimeout(patienceMs);
  const requests: Sending[] = [];
  const sendings = new WeakMap<Request, Sending>();
  context.on('page', (page) => page.on('pageerror', (error) => complaints.push(error.message)));
  context.on('console', (message) => {
    // these tests take the network away, which is no complaint; an answer refused by CORS is one
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  context.on('request', (request) => {
    const body = request.url().endsWith('/v1/batch') ? request.postData() : null;
    if (body === null) return;
    const { batch } = JSON.parse(body);
    const messageIds = batch.map(({ messageId }: { messageId: string }) => messageId);
    const sending: Sending = { messageIds, failed: false };
    sendings.set(request, sending);
    requests.push(sending);
  });
  context.on('requestfailed', (request) => {
    const sending = sendings.get(request);
    if (sending !== undefined) sending.failed = true;
  });
  const page = await context.newPage();
  const rows = (name?: string) => rowsOf(clickhouse, source, name);
  return {
    context,
    page,
    requests,
    rows,
    received: async () => {
      const counted = await clickhouse.queryOne<{ readonly events: string }>(
        'SELECT sum(events) AS events FROM arrivals_per_minute WHERE source = {source:String}',
        { source },
      );
      return Number(counted?.events);
    },
    open: async (path, options = {}, on = page) => {
      const url = new URL(path, siteUrl);
      url.searchParams.set('key', writeKey);
      url.searchParams.set('options', JSON.stringify({ flushAfterMs: 100, ...options }));
      await on.goto(url.href);
      await on.waitForFunction(() => window.gyre && !('q' in window.gyre));
    },
    arrived: async (name, count = 1) => {
      await expect.poll(async () => (await rows(name)).length, { timeout: patienceMs, message: name }).toBe(count);
      return rows(name);
    },
  };
};

/** `gyre(…)` in the page. */
export const call = (page: Page, ...args: readonly unknown[]): Promise<void> =>
  page.evaluate((given) => window.gyre?.(...given), [...args]);

/** To another tab, or back. */
export const turnAway = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** Names of what Gyre keeps on the device. */
export const kept = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...Object.keys(localStorage), ...document.cookie.split('; ')].filter((name) => name.startsWith('gyre')),
  );
