import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { browserPath as executablePath, inBrowser } from '../e2e/brand.ts';
import { openReceiver, type Receiver, type Row } from './receiver.ts';
import { type Client, openShop, type Shop } from './shop.ts';

/** The list with one of these less. */
const without = (names: readonly string[], name: string): readonly string[] =>
  names.includes(name) ? names.toSpliced(names.indexOf(name), 1) : names;

describe.skipIf(executablePath === undefined)('in a real browser, on a page of another origin', inBrowser, () => {
  let receiver: Receiver;
  let shop: Shop;
  let browser: Browser;
  let context: BrowserContext | undefined;
  /** What the visitor's browser complains of: refused by CORS, not found, thrown. */
  let complaints: readonly string[] = [];

  beforeAll(async () => {
    if (executablePath === undefined) return;
    [receiver, shop] = await Promise.all([openReceiver(), openShop()]);
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterEach(() => context?.close());
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await receiver?.close();
  });

  let visitors = 0;
  /** A user whom nobody has been, also when a test is tried again. */
  const newUser = (name: string): string => `${name}-${++visitors}`;
  /** A new visitor opens the page of a client, which does a visitor's usual things as `user`. */
  const visit = async (client: Client, user: string, more: Readonly<Record<string, string>> = {}): Promise<Page> => {
    const heard: string[] = [];
    complaints = heard;
    context = await browser.newContext();
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('requestfailed', (request) => heard.push(`${request.url()} ${request.failure()?.errorText ?? ''}`));
    const query = new URLSearchParams({ host: receiver.url, key: receiver.writeKey, user, ...more });
    await page.goto(`${shop.url}/${client}?${query.toString()}`);
    await page.waitForFunction('window.done === true');
    return page;
  };
  /** Waits until all of these have been stored for whoever became `user`. */
  const stored = (user: string, wanted: readonly string[]): Promise<readonly Row[]> =>
    vi.waitFor(
      async () => {
        const [known] = await receiver.rows(user);
        expect(known).toBeDefined();
        const everything = await receiver.rows();
        const mine = await receiver.rows(user);
        const devices = new Set(
          mine.flatMap(({ ids }) => (ids['anonymous_id'] === undefined ? [] : [ids['anonymous_id']])),
        );
        const rows = everything.filter(({ ids }) => ids['user_id'] === user || devices.has(ids['anonymous_id'] ?? ''));
        const missing = rows.reduce((left, { name }) => without(left, name), wanted);
        expect(missing).toEqual([]);
        return rows;
      },
      { timeout: 30_000, interval: 200 },
    );
  const once = (rows: readonly Row[], name: string): Row => {
    const [row, ...others] = rows.filter((each) => each.name === name);
    expect(others, `${name} is there once`).toEqual([]);
    if (row === undefined) throw new Error(`no ${name}`);
    return row;
  };

  test('Segment’s @segment/analytics-next starts from our settings and sends by its short paths', async () => {
    const user = newUser('seg-web');
    await visit('segment', user);
    const rows = await stored(user, ['$page', 'product_viewed', '$identify', 'order_paid']);
    expect(once(rows, '$identify').properties).toEqual({ city: '上海' });
    expect(once(rows, '$identify').ids).toMatchObject({ user_id: user, anonymous_id: expect.any(String) });
    expect(once(rows, 'order_paid').properties).toMatchObject({ revenue: 12.5 });
    expect(once(rows, '$page').properties).toMatchObject({ name: 'home', path: '/segment' });
    expect(complaints).toEqual([]);
  });

  test('RudderStack’s @rudderstack/analytics-js starts from our source and sends its batches', async () => {
    const user = newUser('rud-web');
    await visit('rudderstack', user);
    const rows = await stored(user, ['$page', 'product_viewed', '$identify', 'order_paid']);
    // it puts what identify sets into context.traits alone
    expect(once(rows, '$identify').properties).toEqual({ city: '上海' });
    expect(once(rows, '$identify').ids).toMatchObject({ user_id: user, anonymous_id: expect.any(String) });
    expect(once(rows, 'order_paid').session_id).toMatch(/^\d+$/);
    expect(complaints).toEqual([]);
  });

  test('PostHog’s posthog-js starts without errors, captures, and links the visitor to the user', async () => {
    const user = newUser('ph-web');
    const page = await visit('posthog', user);
    await page.click('#buy');
    const rows = await stored(user, ['$page', 'product_viewed', '$identify', 'order_paid', 'autocapture']);
    const identify = rows
      .filter(({ name }) => name === '$identify')
      .find(({ ids }) => ids['anonymous_id'] !== undefined);
    expect(identify?.ids).toMatchObject({
      user_id: user,
      anonymous_id: once(rows, 'product_viewed').ids['anonymous_id'],
    });
    expect(once(rows, 'order_paid')).toMatchObject({ ids: { user_id: user }, properties: { amount: 12.5 } });
    expect(once(rows, 'order_paid').session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(once(rows, '$page').properties).toMatchObject({ path: '/posthog' });
    expect(rows.map(({ properties }) => properties['token'])).toEqual(rows.map(() => undefined));
    expect(complaints).toEqual([]);
  });

  test('posthog-js sends what is left as a beacon when its page goes', async () => {
    const user = newUser('ph-web');
    const page = await visit('posthog', user);
    await page.goto('about:blank');
    const rows = await stored(user, ['order_paid', 'pageleave']);
    expect(once(rows, 'order_paid').ids).toEqual({ user_id: user });
  });

  test.each(['image', 'ajax', 'beacon', 'batch'])(
    '神策’s sa-sdk-javascript sends by %s, and links the visitor to the user',
    async (send) => {
      const user = newUser(`sa-${send}`);
      await visit('sensors', user, { send });
      const rows = await stored(user, ['$page', 'ProductView', '$identify', '$identify', '$traits_once', 'PayOrder']);
      expect(once(rows, 'PayOrder').ids).toMatchObject({
        user_id: user,
        anonymous_id: once(rows, 'ProductView').ids['anonymous_id'],
      });
      expect(once(rows, '$page').properties).toMatchObject({ path: '/sensors' });
      expect(rows.filter(({ name }) => name === '$identify').map(({ properties }) => properties)).toContainEqual({
        city: '上海',
      });
      expect(complaints).toEqual([]);
    },
  );
});
