import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { type Brand, browserPath, call, inBrowser, kept, openBrand, type Sending } from './brand.ts';

/** The messages that came to the server. */
const answered = (sendings: readonly Sending[]): readonly string[] =>
  sendings.filter(({ failed }) => !failed).flatMap(({ messageIds }) => messageIds);

describe.skipIf(browserPath === undefined)(
  'how the browser SDK keeps and sends, on a page of another origin',
  inBrowser,
  async () => {
    const stores = browserPath === undefined ? undefined : await testStores();
    let brand: Brand;
    beforeAll(async () => {
      if (stores !== undefined) brand = await openBrand(stores);
    }, 240_000);
    afterAll(() => brand?.close());

    test('keeps what it could not send: over a reload while offline, in order, each sent once when online again', async () => {
      const { context, page, open, arrived, requests } = await brand.visitor();
      const queued = async () => (await kept(page)).filter((key) => key.startsWith('gyre.q')).length;
      await open('/offline');
      await arrived('$page');
      await expect.poll(queued).toBe(0);
      await context.setOffline(true);
      for (let n = 0; n < 5; n++) {
        await call(page, 'track', 'tried', { n });
        // no two in one millisecond, so that their times tell their order
        await page.waitForTimeout(2);
      }
      await expect.poll(queued).toBe(5);
      // the server is away: the page and its script come, the events cannot go
      await context.route('**/v1/batch', (route) => route.abort());
      await context.setOffline(false);
      await page.reload();
      await page.waitForFunction(() => window.gyre && !('q' in window.gyre));
      await page.waitForTimeout(300);
      expect(await queued()).toBeGreaterThanOrEqual(5);
      const before = requests.length;
      await context.unroute('**/v1/batch');
      await page.evaluate(() => dispatchEvent(new Event('online')));
      const tried = await arrived('tried', 5);
      expect(tried.map(({ properties }) => Number(properties['n']))).toEqual([0, 1, 2, 3, 4]);
      await expect.poll(queued).toBe(0);
      const sent = answered(requests.slice(before));
      expect(new Set(sent).size).toBe(sent.length);
    });

    test('waits as long as the server asks, and sends the same messages again', async () => {
      const { context, page, open, arrived, requests } = await brand.visitor();
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
      expect(requests[1]?.messageIds).toEqual(requests[0]?.messageIds);
      expect(Date.now() - startedMs).toBeGreaterThanOrEqual(1000);
    });

    test('what happened last reaches the log although the page is gone, and is sent once between pages of the site', async () => {
      const visitor = await brand.visitor();
      const { page, open, arrived } = visitor;
      await open('/leave', { flushAfterMs: 60_000 });
      await call(page, 'track', 'last_words');
      await page.goto('about:blank');
      await arrived('last_words');
      const other = await brand.visitor();
      await other.open('/leave', { flushAfterMs: 60_000 });
      await call(other.page, 'track', 'last_words');
      await other.page.locator('#next').click();
      await other.page.waitForURL(/next/);
      await other.arrived('last_words');
      await other.arrived('$page', 2);
      for (const each of [visitor, other])
        await expect.poll(async () => (await each.received()) - (await each.rows()).length).toBe(0);
    });

    test('two tabs that share a queue send nothing twice and lose nothing, and neither does one that is closed', async () => {
      const { context, page, open, arrived, requests } = await brand.visitor();
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
      // the browser gives the lock of the closed tab back: who comes online sends what it left
      await page.waitForFunction(async () => (await navigator.locks.query()).held?.length === 2);
      const before = requests.length;
      await context.setOffline(false);
      await arrived('in_tab', 30);
      const sent = answered(requests.slice(before));
      expect(new Set(sent).size).toBe(sent.length);
      const [one] = await arrived('$page', 3);
      expect(new Set((await arrived('in_tab', 30)).map(({ ids }) => ids['anonymous_id']))).toEqual(
        new Set([one?.ids['anonymous_id']]),
      );
    });

    test('keeps nothing on the device before consent, then everything; a refusal takes all away, in every tab', async () => {
      const { context, page, open, arrived, requests, rows } = await brand.visitor();
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

    test('works without storage, for as long as the page lives', async () => {
      const { context, page, open, arrived } = await brand.visitor();
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

    test('nothing went wrong in the browser', () => {
      expect(brand.complaints).toEqual([]);
    });
  },
);
