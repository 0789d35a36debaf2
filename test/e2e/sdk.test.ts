import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gyre, packageRoot, startServer } from '#app';
import { systemClock } from '#platform';
import { testStores } from '#platform/testing.ts';
import { answerOfScript } from '../faults/script-answer.ts';
import { openOn } from '../scenarios/small-brand.ts';
import { type Site, startSite } from './site.ts';

const found = answerOfScript('find-chromium.mjs', 'findChromium');
const executablePath = typeof found === 'string' ? found : undefined;
const built = (file: string): string => join(packageRoot(), 'dist/sdk', file);

test('the script stays below 6 KB, gzipped', () => {
  expect(gzipSync(readFileSync(built('gyre.js')), { level: 9 }).length).toBeLessThan(6_000);
});

type Row = {
  readonly name: string;
  readonly session_id: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context: {
    readonly page: { readonly path: string; readonly title: string; readonly referrer?: string };
  } & Readonly<Record<string, unknown>>;
};

/** Somebody with a browser of their own, on pages whose events have a source of their own. */
type Visitor = {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly open: (path: string, options?: object, page?: Page) => Promise<void>;
  /** The stored events, in their order. */
  readonly rows: (name?: string) => Promise<readonly Row[]>;
  /** Waits until this many events of a name are stored. */
  readonly arrived: (name: string, count?: number) => Promise<readonly Row[]>;
  /** How many messages came in, before repetitions are counted once. */
  readonly received: () => Promise<number>;
  /** The message ids of each request of a living page. */
  readonly requests: readonly (readonly string[])[];
};

describe.skipIf(executablePath === undefined)('the browser SDK on a page of another origin', async () => {
  const stores = executablePath === undefined ? undefined : await testStores();
  let dataDir: string;
  let gyre: Gyre;
  let server: Awaited<ReturnType<typeof startServer>>;
  let site: Site;
  let browser: Browser;
  const complaints: string[] = [];
  let visitors = 0;

  beforeAll(async () => {
    if (stores === undefined) return;
    dataDir = await mkdtemp(join(tmpdir(), 'gyre-sdk-'));
    gyre = await openOn(stores.urls, { clock: systemClock(), dataDir });
    server = await startServer(gyre, { consoleDir: join(packageRoot(), 'dist/console') });
    site = await startSite(server.url);
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await server?.close();
    await gyre?.close();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  const visitor = async (): Promise<Visitor> => {
    if (stores === undefined) throw new Error('without stores nothing runs here');
    const source = `site-${++visitors}`;
    const { secret } = await gyre.auth.keys.create({ name: source, kind: 'write', createdBy: 'test' });
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1000, height: 700 } });
    const requests: string[][] = [];
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
      requests.push(batch.map(({ messageId }: { messageId: string }) => messageId));
    });
    const rows = (name = ''): Promise<readonly Row[]> =>
      stores.clickhouse.query<Row>(
        `SELECT name, session_id, ids, properties, context FROM events FINAL
         WHERE source = {source:String} AND name LIKE if({name:String} = '', '%', {name:String}) ORDER BY ts, name`,
        { source, name },
      );
    const received = async (): Promise<number> => {
      const counted = await stores.clickhouse.queryOne<{ readonly events: string }>(
        'SELECT sum(events) AS events FROM arrivals_per_minute WHERE source = {source:String}',
        { source },
      );
      return Number(counted?.events);
    };
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const url = (path: string, options: object) =>
      `${site.url}${path}${path.includes('?') ? '&' : '?'}key=${secret}&options=${encodeURIComponent(JSON.stringify({ flushAfterMs: 100, ...options }))}`;
    return {
      context,
      page,
      requests,
      rows,
      received,
      open: async (path, options = {}, on = page) => {
        await on.goto(url(path, options));
        await on.waitForFunction(() => window.gyre && !('q' in window.gyre));
      },
      arrived: async (name, count = 1) => {
        await expect.poll(async () => (await rows(name)).length, { timeout: 10_000, message: name }).toBe(count);
        return rows(name);
      },
    };
  };
  const call = (page: Page, ...args: readonly unknown[]): Promise<void> =>
    page.evaluate((given) => window.gyre?.(...given), [...args]);
  const turnAway = (page: Page, hidden: boolean): Promise<void> =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const kept = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() =>
      [...Object.keys(localStorage), ...document.cookie.split('; ')].filter((name) => name.startsWith('gyre')),
    );

  test('records a page view with page, campaign, device and a session, also when it is called before it is there', async () => {
    const { open, arrived } = await visitor();
    await open('/landing?utm_source=wechat&utm_campaign=spring');
    const [view] = await arrived('$page');
    expect(view?.properties).toMatchObject({ path: '/landing', title: '/landing' });
    expect(view?.context).toMatchObject({
      page: { path: '/landing' },
      campaign: { source: 'wechat', name: 'spring' },
      locale: 'zh-CN',
      screen: { width: expect.anything() },
      library: { name: 'gyre-browser' },
      userAgent: expect.stringContaining('Chrom'),
    });
    expect(view?.session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(view?.ids['anonymous_id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('sees the views of a single-page application: each once, redirects and filters not', async () => {
    const { page, open, arrived, rows } = await visitor();
    await open('/app');
    await arrived('$page');
    await page.evaluate(() => {
      history.pushState({}, '', '/app/a');
      document.title = 'A, set later';
    });
    await arrived('$page', 2);
    await page.evaluate(() => {
      history.pushState({}, '', '/app/a');
      history.replaceState({}, '', '/app/a?q=f');
      history.replaceState({}, '', '/app/a?q=fr');
      history.pushState({}, '', '/app/old');
      history.replaceState({}, '', '/app/new');
    });
    await arrived('$page', 3);
    await page.goBack();
    await arrived('$page', 4);
    await page.evaluate(() => (location.hash = '#comments'));
    await page.evaluate(() => (location.hash = '#/route'));
    const views = await arrived('$page', 5);
    expect(views.map(({ context }) => context.page.path)).toEqual(['/app', '/app/a', '/app/new', '/app/a', '/app/a']);
    expect(views[1]?.context.page).toMatchObject({ title: 'A, set later', referrer: expect.stringContaining('/app?') });
    const left = await rows('page_left');
    expect(left.map(({ context }) => context.page.path).slice(0, 2)).toEqual(['/app', '/app/a']);
    expect(new Set((await rows()).map(({ session_id }) => session_id)).size).toBe(1);
  });

  test('tells which links and buttons are clicked, never what is typed, nor anything that is to be ignored', async () => {
    const { page, open, arrived, rows } = await visitor();
    await open('/clicks');
    await page.locator('#buy').click();
    await page.locator('#box').click({ position: { x: 2, y: 2 } });
    await page.locator('#private').click();
    await page.locator('input[name=hint]').click();
    await page.locator('input[name=hint]').fill('a secret of mine');
    await page.locator('#next b').click();
    await page.waitForURL(/next/);
    const clicks = await arrived('element_clicked', 4);
    expect(clicks.map(({ properties }) => properties)).toEqual([
      { element: 'button', name: 'buy', text: 'Buy now', selector: '#buy' },
      { element: 'div', name: 'box', selector: '#box' },
      { element: 'div', name: 'box', selector: '#box' },
      { element: 'a', text: 'To the next page', href: `${site.url}/next`, selector: '#next' },
    ]);
    expect(JSON.stringify(await rows())).not.toMatch(/secret of mine|typed by somebody|Private/);
  });

  test('measures how long a page is seen and how far it is read, also over a turn to another tab', async () => {
    const { page, open, arrived } = await visitor();
    await open('/reading');
    await arrived('$page');
    await page.mouse.wheel(0, 1000);
    await page.waitForTimeout(400);
    await turnAway(page, true);
    const [first] = await arrived('page_left');
    await page.waitForTimeout(700);
    await turnAway(page, false);
    await page.evaluate(() => window.scrollTo(0, 9999));
    await page.waitForTimeout(300);
    await page.goto('about:blank');
    const [, second] = await arrived('page_left', 2);
    const [one, two] = [first?.properties, second?.properties];
    expect(Number(one?.['dwell_ms'])).toBeGreaterThanOrEqual(400);
    expect(Number(one?.['scroll_percent'])).toBeGreaterThan(30);
    expect(Number(one?.['scroll_percent'])).toBeLessThan(80);
    expect([Number(two?.['scroll_percent']), two?.['view_id']]).toEqual([100, one?.['view_id']]);
    // only what was seen since the first leaving: the time away is nobody's
    expect(Number(two?.['dwell_ms'])).toBeGreaterThanOrEqual(300);
  });

  test('tells of a form that was touched and not sent: names of fields and nothing in them', async () => {
    const { page, open, arrived, rows } = await visitor();
    await open('/form');
    await page.locator('input[name=name]').fill('王芳');
    await page.locator('input[name=card]').fill('6222020200');
    await page.locator('#hidden-form input').fill('x');
    // turning away to read a code is not giving up
    await turnAway(page, true);
    await turnAway(page, false);
    await page.goto('about:blank');
    const [abandoned] = await arrived('form_abandoned');
    expect(abandoned?.properties).toMatchObject({
      form: 'order',
      fields: ['name', 'card'],
      last_field: 'card',
    });
    await open('/form');
    await page.locator('input[name=name]').fill('王芳');
    await page.locator('#order button').click();
    await page.goto('about:blank');
    await arrived('page_left', 2);
    expect(await rows('form_abandoned')).toHaveLength(1);
    expect(JSON.stringify(await rows())).not.toMatch(/王芳|6222020200/);
  });

  test('keeps what it could not send: over a reload while offline, in order, each sent once when online again', async () => {
    const { context, page, open, arrived, requests } = await visitor();
    await open('/offline');
    await arrived('$page');
    await context.setOffline(true);
    for (let n = 0; n < 5; n++) await call(page, 'track', 'tried', { n });
    expect((await kept(page)).filter((key) => key.startsWith('gyre.q'))).toHaveLength(5);
    await context.setOffline(false);
    // the server is away: the page and its script come, the events cannot go
    await context.route('**/v1/batch', (route) => route.abort());
    await page.reload();
    await page.waitForFunction(() => window.gyre && !('q' in window.gyre));
    await page.waitForTimeout(300);
    expect((await kept(page)).filter((key) => key.startsWith('gyre.q')).length).toBeGreaterThanOrEqual(5);
    const before = requests.length;
    await context.unroute('**/v1/batch');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    const tried = await arrived('tried', 5);
    expect(tried.map(({ properties }) => Number(properties['n']))).toEqual([0, 1, 2, 3, 4]);
    const sent = requests.slice(before).flat();
    expect(new Set(sent).size).toBe(sent.length);
    await expect.poll(async () => (await kept(page)).filter((key) => key.startsWith('gyre.q'))).toEqual([]);
  });

  test('waits as long as the server asks, and sends the same messages again', async () => {
    const { context, page, open, arrived, requests } = await visitor();
    let answers = 0;
    await context.route('**/v1/batch', (route) =>
      ++answers === 1
        ? route.fulfill({
            status: 429,
            headers: {
              'retry-after': '1',
              'access-control-allow-origin': '*',
              'access-control-expose-headers': 'retry-after',
            },
          })
        : route.continue(),
    );
    const startedMs = Date.now();
    await open('/busy', { capture: false });
    await call(page, 'track', 'insisted');
    await arrived('insisted');
    expect(answers).toBe(2);
    expect(requests[1]).toEqual(requests[0]);
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(1000);
  });

  test('what happened last reaches the log although the page is gone, and is sent once between pages of the site', async () => {
    const { page, open, arrived, received, rows } = await visitor();
    await open('/leave', { flushAfterMs: 60_000 });
    await call(page, 'track', 'last_words');
    await page.goto('about:blank');
    await arrived('last_words');
    const other = await visitor();
    await other.open('/leave', { flushAfterMs: 60_000 });
    await call(other.page, 'track', 'last_words');
    await other.page.locator('#next').click();
    await other.page.waitForURL(/next/);
    await other.arrived('last_words');
    await other.arrived('$page', 2);
    expect([await received(), await other.received()]).toEqual([(await rows()).length, (await other.rows()).length]);
  });

  test('two tabs that share a queue send nothing twice and lose nothing, and neither does one that is closed', async () => {
    const { context, page, open, arrived, requests } = await visitor();
    const second = await context.newPage();
    const third = await context.newPage();
    await open('/tab');
    await open('/tab', {}, second);
    await open('/tab', {}, third);
    await arrived('$page', 3);
    await context.setOffline(true);
    for (let n = 0; n < 10; n++) {
      await call(page, 'track', 'in_tab', { n, tab: 1 });
      await call(second, 'track', 'in_tab', { n, tab: 2 });
      await call(third, 'track', 'in_tab', { n, tab: 3 });
    }
    await third.close();
    const before = requests.length;
    await context.setOffline(false);
    await arrived('in_tab', 30);
    const sent = requests.slice(before).flat();
    expect(new Set(sent).size).toBe(sent.length);
    const [one] = await arrived('$page', 3);
    expect(new Set((await arrived('in_tab', 30)).map(({ ids }) => ids['anonymous_id']))).toEqual(
      new Set([one?.ids['anonymous_id']]),
    );
  });

  test('keeps nothing on the device before consent, then everything; a refusal takes all away, in every tab', async () => {
    const { context, page, open, arrived, requests, rows } = await visitor();
    await open('/consent', { consent: 'pending' });
    await call(page, 'identify', 'u-consent', { city: '杭州' });
    await call(page, 'track', 'before_asked');
    await page.waitForTimeout(400);
    expect(await kept(page)).toEqual([]);
    expect(requests).toEqual([]);
    await call(page, 'consent', 'granted');
    const [event] = await arrived('before_asked');
    expect(event?.ids).toMatchObject({ user_id: 'u-consent' });
    expect((await kept(page)).length).toBeGreaterThanOrEqual(3);
    const second = await context.newPage();
    await open('/consent', {}, second);
    await arrived('$page', 2);
    await call(page, 'consent', 'denied');
    await call(page, 'track', 'refused');
    await expect.poll(() => kept(second)).toEqual([]);
    await call(second, 'track', 'refused');
    await page.waitForTimeout(400);
    expect(await kept(page)).toEqual([]);
    expect(await rows('refused')).toEqual([]);
    // who was here before is not known again
    await call(page, 'consent', 'granted');
    await call(page, 'track', 'asked_again');
    const [later] = await arrived('asked_again');
    expect(later?.ids['anonymous_id']).not.toBe(event?.ids['anonymous_id']);
    expect(later?.ids['user_id']).toBeUndefined();
  });

  test('each capture can be left out, at the start or later; Do Not Track is respected unless the page says otherwise', async () => {
    const { context, page, open, arrived, rows } = await visitor();
    await open('/quiet', { capture: { pages: false, dwell: false, scroll: false } });
    await page.locator('#buy').click();
    await arrived('element_clicked');
    await call(page, 'optOut', 'clicks');
    await page.locator('#buy').click();
    await call(page, 'track', 'still_told');
    await page.goto('about:blank');
    await arrived('still_told');
    expect((await rows()).map(({ name }) => name)).toEqual(['element_clicked', 'still_told']);
    await context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    await open('/private');
    await call(page, 'track', 'unwanted');
    await page.waitForTimeout(400);
    expect(await rows('unwanted')).toEqual([]);
    await open('/private', { privacySignals: 'ignore' });
    await arrived('$page');
  });

  test('works without storage, for as long as the page lives', async () => {
    const { context, page, open, arrived } = await visitor();
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    });
    await open('/private-mode');
    await call(page, 'track', 'remembered_nowhere');
    await page.goto('about:blank');
    expect(await arrived('remembered_nowhere')).toHaveLength(1);
    expect(await arrived('page_left')).toHaveLength(1);
  });

  test('identify makes one person of what was done before and after; another user is another person', async () => {
    const { page, open, arrived } = await visitor();
    await open('/people');
    await call(page, 'track', 'looked');
    await arrived('looked');
    await call(page, 'identify', 'u-sdk-1', { city: '上海' });
    await call(page, 'track', 'bought');
    const [bought] = await arrived('bought');
    await call(page, 'identify', 'u-sdk-2');
    await call(page, 'track', 'came_later');
    const [later] = await arrived('came_later');
    expect(later?.ids['anonymous_id']).not.toBe(bought?.ids['anonymous_id']);
    const owner = await gyre.auth.users.firstOwner({ name: 'Owner', language: 'en' });
    const cookie = `gyre_session=${await gyre.auth.sessions.open(owner.id)}`;
    const ask = async (path: string) => (await fetch(`${server.url}${path}`, { headers: { cookie } })).json();
    const namesOf = async (user: string): Promise<readonly string[]> => {
      const { people } = await ask(`/api/people?query=${user}`);
      if (people.length === 0) return [];
      const { events } = await ask(`/api/people/${people[0].profileId}/timeline?limit=50`);
      return events.map(({ name }: { name: string }) => name);
    };
    await expect
      .poll(() => namesOf('u-sdk-1'), { timeout: 15_000 })
      .toEqual(expect.arrayContaining(['$page', 'looked', 'bought']));
    expect(await namesOf('u-sdk-1')).not.toContain('came_later');
    expect(await namesOf('u-sdk-2')).toContain('came_later');
  });

  test('nothing went wrong in the browser', () => {
    expect(complaints).toEqual([]);
  });
});
