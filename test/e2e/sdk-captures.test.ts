import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { type Brand, browserPath, call, inBrowser, openBrand, patienceMs, turnAway } from './brand.ts';

/** Lets the page be seen for so long, and for as long as it takes until the browser has told it of all scrolling. */
const beSeen = async (page: Page, ms: number): Promise<void> => {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.waitForTimeout(ms);
  // timers that were due by now have run
  await page.evaluate(() => new Promise((passed) => setTimeout(passed)));
};

describe.skipIf(browserPath === undefined)(
  'what the browser SDK records, on a page of another origin',
  inBrowser,
  async () => {
    const stores = browserPath === undefined ? undefined : await testStores();
    let brand: Brand;
    beforeAll(async () => {
      if (stores !== undefined) brand = await openBrand(stores);
    }, 240_000);
    afterAll(() => brand?.close());

    test('records a page view with page, campaign, device and a session, also when it is called before it is there', async () => {
      const { open, arrived } = await brand.visitor();
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
      const { page, open, arrived, rows } = await brand.visitor();
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
      expect(views.map(({ context }) => context.page.path)).toEqual([
        '/app',
        '/app/a',
        '/app/new',
        '/app/a',
        '/app/a#/route',
      ]);
      expect(views[1]?.context.page).toMatchObject({
        title: 'A, set later',
        referrer: expect.stringContaining('/app?'),
      });
      await expect
        .poll(async () => (await rows('page_left')).map(({ context }) => context.page.path).slice(0, 2))
        .toEqual(['/app', '/app/a']);
      expect(new Set((await rows()).map(({ session_id }) => session_id)).size).toBe(1);
    });

    test('lets pages rest in the back/forward cache: who comes back makes a view of its own, and nothing counts twice', async () => {
      const { page, open, arrived, received, rows } = await brand.visitor();
      await open('/cached');
      await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (document.title = String(persisted))));
      await arrived('$page');
      await page.locator('#next').click();
      await page.waitForURL(/next/);
      await arrived('$page', 2);
      await page.goBack({ waitUntil: 'commit' });
      await page.waitForFunction(() => document.title === 'true');
      await call(page, 'track', 'after_return');
      await arrived('after_return');
      const views = await arrived('$page', 3);
      expect(views.map(({ context }) => context.page.path)).toEqual(['/cached', '/next', '/cached']);
      expect((await rows('element_clicked')).length).toBe(1);
      // a page that was put to rest before its last request was answered cannot know, and sends those two messages again;
      // the log has them once
      await expect.poll(async () => (await received()) - (await rows()).length).toBeLessThanOrEqual(2);
    });

    test('tells which links and buttons are clicked, never what is typed, nor anything that is to be ignored', async () => {
      const { page, open, arrived, rows } = await brand.visitor();
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
        { element: 'a', text: 'To the next page', href: `${brand.siteUrl}/next`, selector: '#next' },
      ]);
      expect(JSON.stringify(await rows())).not.toMatch(/secret of mine|typed by somebody|Private/);
    });

    test('measures how long a page is seen and how far it is read, also over a turn to another tab', async () => {
      const { page, open, arrived } = await brand.visitor();
      await open('/reading');
      await arrived('$page');
      await page.mouse.wheel(0, 1000);
      await page.waitForFunction(() => scrollY > 900);
      await beSeen(page, 400);
      await turnAway(page, true);
      const [first] = await arrived('page_left');
      await page.waitForTimeout(700);
      await turnAway(page, false);
      await page.evaluate(() => window.scrollTo(0, 9999));
      await beSeen(page, 400);
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
      const { page, open, arrived, rows } = await brand.visitor();
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
      const viewsLeft = async () => new Set((await rows('page_left')).map(({ properties }) => properties['view_id']));
      await expect.poll(async () => (await viewsLeft()).size).toBe(2);
      expect(await rows('form_abandoned')).toHaveLength(1);
      expect(JSON.stringify(await rows())).not.toMatch(/王芳|6222020200/);
    });

    test('each capture can be left out, at the start or later; Do Not Track is respected unless the page says otherwise', async () => {
      const { context, page, open, arrived, rows } = await brand.visitor();
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

    test('identify makes one person of what was done before and after; another user is another person', async () => {
      const { context, page, open, arrived } = await brand.visitor();
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
      const cookie = await brand.signIn(context);
      const ask = async (path: string) => (await fetch(`${brand.gyreUrl}${path}`, { headers: { cookie } })).json();
      const namesOf = async (user: string): Promise<readonly string[]> => {
        const { people } = await ask(`/api/people?query=${user}`);
        if (people.length === 0) return [];
        const { events } = await ask(`/api/people/${people[0].profileId}/timeline?limit=50`);
        return events.map(({ name }: { name: string }) => name);
      };
      await expect.poll(() => namesOf('u-sdk-2'), { timeout: patienceMs }).toContain('came_later');
      await expect
        .poll(() => namesOf('u-sdk-1'), { timeout: patienceMs })
        .toEqual(expect.arrayContaining(['$page', 'looked', 'bought']));
      expect(await namesOf('u-sdk-1')).not.toContain('came_later');
    });

    test('nothing went wrong in the browser', () => {
      expect(brand.complaints).toEqual([]);
    });
  },
);
