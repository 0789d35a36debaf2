import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { answerOfScript } from '../faults/script-answer.ts';
import { openReceiver, type Receiver, type Row } from './receiver.ts';
import { type Client, openShop, type Shop } from './shop.ts';

const found = answerOfScript('find-chromium.mjs', 'findChromium');
const executablePath = typeof found === 'string' ? found : undefined;

describe.skipIf(executablePath === undefined)('in a real browser, on a page of another origin', () => {
  let receiver: Receiver;
  let shop: Shop;
  let browser: Browser;
  /** What the browser complains of: refused by CORS, not found, thrown. */
  let complaints: string[] = [];

  beforeAll(async () => {
    if (executablePath === undefined) return;
    [receiver, shop] = await Promise.all([openReceiver(), openShop()]);
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await receiver?.close();
  });

  /** A new visitor opens the page of a client, which does a visitor's usual things as `user`. */
  const visit = async (client: Client, user: string, more: Readonly<Record<string, string>> = {}): Promise<Page> => {
    complaints = [];
    const page = await (await browser.newContext()).newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText ?? ''}`));
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
        expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining([...wanted]));
        return rows;
      },
      { timeout: 15_000, interval: 200 },
    );
  const once = (rows: readonly Row[], name: string): Row => {
    const [row, ...others] = rows.filter((each) => each.name === name);
    expect(others, `${name} is there once`).toEqual([]);
    if (row === undefined) throw new Error(`no ${name}`);
    return row;
  };

  test('Segment’s @segment/analytics-next starts from our settings and sends by its short paths', async () => {
    await visit('segment', 'seg-web');
    const rows = await stored('seg-web', ['$page', 'product_viewed', '$identify', 'order_paid']);
    expect(once(rows, '$identify').properties).toEqual({ city: '上海' });
    expect(once(rows, '$identify').ids).toMatchObject({ user_id: 'seg-web', anonymous_id: expect.any(String) });
    expect(once(rows, 'order_paid').properties).toMatchObject({ revenue: 12.5 });
    expect(once(rows, '$page').properties).toMatchObject({ name: 'home', path: '/segment' });
    expect(complaints).toEqual([]);
  });

  test('RudderStack’s @rudderstack/analytics-js starts from our source and sends its batches', async () => {
    await visit('rudderstack', 'rud-web');
    const rows = await stored('rud-web', ['$page', 'product_viewed', '$identify', 'order_paid']);
    // it puts what identify sets into context.traits alone
    expect(once(rows, '$identify').properties).toEqual({ city: '上海' });
    expect(once(rows, '$identify').ids).toMatchObject({ user_id: 'rud-web', anonymous_id: expect.any(String) });
    expect(once(rows, 'order_paid').session_id).toMatch(/^\d+$/);
    expect(complaints).toEqual([]);
  });

  test('PostHog’s posthog-js starts without errors, captures, and links the visitor to the user', async () => {
    const page = await visit('posthog', 'ph-web');
    await page.click('#buy');
    const rows = await stored('ph-web', ['$page', 'product_viewed', '$identify', 'order_paid', 'autocapture']);
    const identify = rows
      .filter(({ name }) => name === '$identify')
      .find(({ ids }) => ids['anonymous_id'] !== undefined);
    expect(identify?.ids).toMatchObject({
      user_id: 'ph-web',
      anonymous_id: once(rows, 'product_viewed').ids['anonymous_id'],
    });
    expect(once(rows, 'order_paid')).toMatchObject({ ids: { user_id: 'ph-web' }, properties: { amount: 12.5 } });
    expect(once(rows, 'order_paid').session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(once(rows, '$page').properties).toMatchObject({ path: '/posthog' });
    expect(rows.map(({ properties }) => properties['token'])).toEqual(rows.map(() => undefined));
    expect(complaints).toEqual([]);
  });

  test('posthog-js sends what is left as a beacon when its page goes', async () => {
    const page = await visit('posthog', 'ph-leaves');
    await page.goto('about:blank');
    const rows = await stored('ph-leaves', ['order_paid', 'pageleave']);
    expect(once(rows, 'order_paid').ids).toEqual({ user_id: 'ph-leaves' });
  });

  test.each(['image', 'ajax', 'beacon', 'batch'])(
    '神策’s sa-sdk-javascript sends by %s, and links the visitor to the user',
    async (send) => {
      const user = `sa-${send}`;
      await visit('sensors', user, { send });
      const rows = await stored(user, ['$page', 'ProductView', '$identify', '$traits_once', 'PayOrder']);
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
